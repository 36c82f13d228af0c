"""Asks the example articles through LlamaIndex. Run `briefbot index examples` first, in the project's folder."""

from llama_index.retrievers.briefbot import BriefbotQueryEngine, BriefbotRetriever

engine = BriefbotQueryEngine()
response = engine.query("How many people took part in the ferry strike?")
print(response, response.metadata["confidence"])
print(response.get_formatted_sources())

for node in BriefbotRetriever(similarity_top_k=2).retrieve("ferry strike"):
    print(node.score, node.metadata["title"], node.node.start_char_idx, node.node.end_char_idx)
