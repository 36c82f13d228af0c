"""Finds passages of the example articles for a chain. Run `briefbot index examples` first, in the project's folder."""

from langchain_briefbot import BriefbotRetriever
from langchain_core.runnables import RunnableLambda

from briefbot import Filter

retriever = BriefbotRetriever(k=3)
shown = RunnableLambda(
    lambda found: "\n\n".join(f"{one.metadata['title']}\n{' '.join(one.page_content.split())}" for one in found)
)
chain = retriever | shown
print(chain.invoke("How many people took part in the ferry strike?"))
print(chain.invoke("ferry strike", k=1, within=Filter(outlets=("Harbour Wire",))))
