"""Refusal phrases: how English-speaking models decline, as patterns.

Each pattern needs the model's own affairs in it, for a figure may well say "I cannot turn my head" or "I am
sorry that you must go".
"""

# ruff: noqa: E501 - a pattern reads better whole

from __future__ import annotations

import re

_PARTS = {
    "cannot": r"(?:can\ ?not|can['’]?t|could\ ?n['’]?t|won['’]?t|will\ not|must\ not|may\ not)",
    "able": r"(?:able|allowed|permitted|comfortable|equipped|programmed|designed|willing|going|in\ a\ position)",
    "do": r"""(?:assist|help|comply|answer|provide|do|create|write|generate|produce|describe|identify|recogni[sz]e
        |continue|fulfil+|engage|speak|name|determine|role-?play|pretend|share|say|tell|discuss|complete|see|view
        |access|process|open|analy[sz]e|respond|guess|make|give|offer|comment|participate|impersonate|confirm)""",
    "affair": r"""(?:request|task|prompt|real\ (?:people|persons?|individuals?)|image|photo(?:graph)?|individuals?
        |identity|identit\w+|content|instructions?|character|assistance|information|people|personal)""",
    "person": r"(?:real|living|actual|private|identifiable)\ (?:people|persons?|individuals?)",
    "policy": r"(?:guidelines?|polic(?:y|ies)|programming|training|capabilities|rules|principles)",
    "no": r"(?:cannot|can['’]t|not|unable|avoid|refrain)",
    "im": r"\bI(?:['’]m|\ am)",
    "picture": r"(?:image|picture|photo(?:graph)?|attachment)",
}

_PHRASES = (
    # "I'm sorry, but I can't ..."
    r"{im}\ (?:really\ |very\ |so\ )?(?:sorry|afraid)\b.{{0,40}}\bI(?:['’]m|\ am)?\ ?(?:{cannot}|not\ {able}|unable)",
    r"^(?:sorry|(?:my\ )?apologies|unfortunately|regrettably)\b.{{0,60}}\b(?:{cannot}|unable|not\ (?:able|possible))",
    # "I am not able to provide information about real people"
    r"{im}\ (?:not\ {able}|unable)\b.{{0,20}}\b{do}(?:ing)?\b.{{0,80}}\b{affair}\b",
    r"\bI\ {cannot}\ (?:\w+\ )?{do}\b.{{0,80}}\b{affair}\b",
    # "I cannot do that." "I can't help with this."
    r"\bI\ {cannot}\ (?:\w+\ )?{do}\b.{{0,20}}\b(?:that|this|with|you\ with|so)[.!,]",
    r"{im}\ (?:not\ {able}|unable)\ to\ (?:\w+\ )?{do}\ (?:\w+\ )?(?:that|this|so)\b",
    r"\bI\ (?:must|have\ to|need\ to|would\ prefer\ to|would\ rather)\ (?:\w+\ )?(?:decline|refuse)\b",
    r"\b(?:do\ not|don['’]t)\ feel\ comfortable\b",
    # "As an AI language model"
    r"\bas\ an?\ (?:\w+\ )?(?:AI|artificial|(?:large\ )?language\ model|virtual|digital\ assistant|assistant)\b",
    r"{im}\ (?:\w+\ )?an?\ (?:\w+[\ -])?(?:AI|artificial\ intelligence|language\ model|assistant|chatbot|program)\b",
    r"\bknowledge\ cut-?off\b",
    # "It goes against my guidelines"
    r"\b(?:my|our|the|content|usage|safety)\ (?:\w+\ )?{policy}\b.{{0,80}}\b(?:prevent|prohibit|allow|permit|not|against|forbid)",
    r"\b(?:violat\w+|against|conflicts?\ with)\ (?:\w+\ )?(?:my|our|the|content|usage|safety)\b.{{0,25}}\b{policy}",
    r"\b(?:not\ (?:be\ )?|in|un)(?:appropriate|ethical)\b.{{0,60}}\b(?:impersonat|identif|speak|pretend|describ|for\ me|creat|generat)",
    # "real people ... not", "not ... real people"
    r"\b{person}\b.{{0,60}}\b{no}\b|\b{no}\b.{{0,80}}\b{person}\b",
    # "No image was provided"
    r"\bno\ {picture}\b.{{0,20}}\b(?:provided|attached|uploaded|visible|shared)",
    r"\b(?:don['’]?t|do\ not|cannot|can['’]t)\ (?:\w+\ )?(?:see|view|find|have|access)\b.{{0,20}}\b(?:an?|any|the|this)\ {picture}",
    # "Please provide more context", "How can I help you today?"
    r"\bplease\ (?:provide|upload|share|attach|clarify|rephrase|let\ me\ know)\b",
    r"\b(?:would\ you\ like\ me\ to|let\ me\ know\ if\ you|(?:is\ there\ )?(?:any|some)thing\ else\ I\ can)\b",
    r"\bfeel\ free\ to\ (?:ask|provide)\b|\bhow\ (?:can|may)\ I\ (?:help|assist)\b",
    r"\bI(?:['’]d|\ would)\ be\ happy\ to\ (?:help|assist|describe|provide)\b",
)

REFUSALS = tuple(re.compile(phrase.format_map(_PARTS), re.IGNORECASE | re.VERBOSE) for phrase in _PHRASES)
