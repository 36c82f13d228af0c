"""Calls the tools as a language model would. Run `briefbot index examples` first, in the project's folder."""

import json

import llm
from llm_briefbot import Briefbot

tools = {tool.name: tool for tool in Briefbot().tools()}
print(sorted(llm.get_tools()), sorted(tools))
answer = json.loads(tools["Briefbot_ask"].implementation("How many people took part in the ferry strike?"))
print(answer["text"], answer["confidence"], answer["citations"][0]["sentence"])
