"""Asks the example articles in a pipeline. Run `briefbot index examples` first, in the project's folder."""

from haystack import Pipeline
from haystack_integrations.components.readers.briefbot import BriefbotReader
from haystack_integrations.components.retrievers.briefbot import BriefbotRetriever

pipeline = Pipeline()
pipeline.add_component("retriever", BriefbotRetriever(top_k=5))
pipeline.add_component("reader", BriefbotReader())
pipeline.connect("retriever.documents", "reader.documents")

QUESTION = "How many people took part in the ferry strike?"
found = pipeline.run({"retriever": {"query": QUESTION}, "reader": {"query": QUESTION}})
for answer in found["reader"]["answers"]:
    print(answer.data, round(answer.score, 2), answer.meta["title"], answer.meta["start"], answer.meta["end"])
