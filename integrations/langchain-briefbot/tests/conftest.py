from example_index import index, run

__all__ = ["index", "run"]
