"""Refusal phrases: how models decline, in English by what they speak of and in eight languages by set phrases.

Each pattern needs the model's own affairs in it (requests, images, individuals, policies, helping), for a figure
may well say "I cannot turn my head" or "I am sorry that you must go".
"""

# ruff: noqa: E501 - a pattern reads better whole

from __future__ import annotations

import re

_PARTS = {
    "im": r"\bI(?:['’]m|\ am)",
    "cannot": r"(?:can\ ?not|can['’]?t|could\ ?n['’]?t|won['’]?t|will\ not|must\ not|may\ not|should\ ?n[o'’]t)",
    "able": r"(?:able|allowed|permitted|comfortable|equipped|designed|willing|going|in\ a\ position)",
    # any way of not doing it
    "declining": r"""(?:can\ ?not|can['’]?t|could\ ?n['’]?t|won['’]?t|will\ not|must\ not|may\ not|should\ ?n[o'’]t
        |unable|not\ (?:able|allowed|permitted|comfortable|equipped|designed|willing|going|appropriate)
        |do\ not|don['’]?t|does\ not|doesn['’]?t|rather\ not|prefer\ not|declin\w+|refus\w+|avoid|refrain|against
        |inappropriate|unethical|impossible|beyond|\bnot\ (?:\w+\ )?(?:a|an|the)|restrict\w*|not\ be\b|forgot|not\ (?:speak|write|identify|say|guess|name))""",
    # what only a model talks about
    "affair": r"""(?:requests?|tasks?|prompts?|instructions?|content|privacy|consent|copyright|individuals?|first-person
        |(?:real|living|actual|identifiable|private|historical)\ (?:people|persons?|figures?)|identities|(?:the|their|his|her)\ identity
        |(?:this|that|the)\ (?:person|individual|sitter)['’]?s?|(?:provide|share|give|enough|any|more|personal)\ (?:\w+\ )?information
        |(?:an?|the|this|that|your|any|in|of|view|see|analy[sz]e|process|these)\ (?:images?|photos?|photographs?|attachments?)
        |images|photographs|who\ (?:is|this|the\ (?:sitter|person|woman|man)(?:\ is)?)\ (?:is|shown|depicted|pictured|seen|in\ th\w+)\b
        |who\ the\ (?:sitter|person)\b|(?:picture|painting|image)\ (?:that\ )?you\ (?:mention|refer|describ|sen|shar|upload)\w*
        |(?:speak|talk|write)\ as\ (?:her|him|them|if|though|an?|this|the)\b|words\ in(?:to)?\ (?:\w+['’]?s?\ ){1,3}mouth|monologue
        |(?:identif\w+|recogni[sz]\w+|name|impersonat\w+)\ (?:\w+\ )?(?:people|anyone|anybody|someone|persons?)
        |(?:pretend|speak|write|role-?play|act)\ (?:to\ be|as|like|for|on\ behalf|in\ the\ (?:voice|role))\ (?:\w+\ ){0,2}(?:person|people|individual|someone|somebody|figures?|real)
        |polic(?:y|ies)\b|guidelines?)""",
    "policy": r"(?:guidelines?|polic(?:y|ies)|programming|training|capabilities|rules|principles)",
    "help": r"(?:help|assist|comply|fulfil+|do\ (?:that|this|so)|engage)",
}

_PHRASES = (
    # not doing it, and an affair of models, in one sentence, in either order
    r"\b{declining}\b[^.!?]{{0,90}}\b{affair}",
    r"\b{affair}\b[^.!?]{{0,60}}\b{declining}\b",
    # "I'm sorry, but I can't ..."
    r"{im}\ (?:really\ |very\ |so\ )?(?:sorry|afraid)\b(?!\ that\b).{{0,40}}\bI(?:['’]m|\ am)?\ ?(?:{cannot}|not\ {able}|unable)",
    r"^(?:sorry|(?:my\ )?apologies|unfortunately|regrettably)\b.{{0,60}}\b(?:{cannot}|unable|not\ (?:able|possible)|beyond)",
    # "I cannot do that." "This isn't something I can help with."
    r"\bI\ {cannot}\ (?:\w+\ )?(?:{help}|provide|answer|create|generate)\b.{{0,20}}\b(?:that|this|with|you\ with|so)\b(?:\ for\ you)?[.!,]",
    r"\bI\ {cannot}\ do\ (?:that|this)\b|{im}\ (?:not\ {able}|unable)\ to\ (?:\w+\ )?{help}\b",
    r"\b(?:not|isn['’]t|nothing)\ (?:something\ )?(?:that\ )?I\ can\ {help}\b|\b(?:beyond|outside(?:\ of)?)\ what\ I(?:['’]m|\ am)?\ (?:can|permitted|allowed|able)\b|\bpass\ on\ this\b",
    r"\b(?:do\ not|don['’]t)\ feel\ comfortable\b|\bI\ (?:must|(?:will\ )?have\ to|need\ to)\ (?:\w+\ )?(?:decline|refuse)\b",
    r"\bI\ (?:do\ not|don['’]t)\ (?:\w+\ )?(?:provide|generate|produce|engage|comment|role-?play|impersonate)\b",
    # "As an AI language model"
    r"\bas\ an?\ (?:\w+\ )?(?:AI|artificial|(?:large\ )?language\ model|virtual|digital\ assistant|assistant)\b(?!\ (?:of|to|in)\b)",
    r"{im}\ (?:\w+\ )?an?\ (?:[\w-]+\ )?(?:AI|artificial\ intelligence|language\ model|assistant|chatbot|program)\b(?!\ (?:of|to|in)\b)",
    r"\b(?:language|text-based|vision)\ model\b|{im}\ (?:\w+\ )?(?:programmed|designed|trained)\ to\b|\b(?:created|developed|trained|built)\ by\ (?:an?\ company|OpenAI|Meta|Google|Anthropic|Alibaba|Mistral)\b|\bknowledge\ cut-?off\b",
    # "It goes against my guidelines"
    r"\b(?:my|our|the|content|usage|safety)\ (?:\w+\ )?{policy}\b.{{0,80}}\b(?:prevent|prohibit|allow|permit|not|against|forbid)",
    r"\b(?:violat\w+|against|conflicts?\ with)\ (?:\w+\ )?(?:my|our|the|content|usage|safety)\b.{{0,25}}\b{policy}",
    # "Error: no such input"
    r"^\W*error\b|\b(?:image|vision)\ input\b|\bforg[eo]t(?:ten)?\ to\ (?:attach|upload|include|provide|share)\b",
    # "No image was provided"
    r"\bno\ (?:image|picture|photo(?:graph)?)\b.{{0,20}}\b(?:provided|attached|uploaded|visible|shared)",
    r"\b(?:the\ ability|(?:no|have)\ access|able)\ to\ (?:\w+\ )?(?:view|see|process|images|pictures|photos)\b",
    # "Please provide more context", "How can I help you today?"
    r"\b(?:please|could\ you|can\ you)\ (?:please\ )?(?:provide|upload|share|attach|clarify|rephrase|tell\ me\ (?:which|more\ about\ the\ (?:painting|picture|image|work|artwork))|let\ me\ know)\b",
    r"\b(?:do\ not|don['’]t)\ (?:understand\ the\ (?:question|request)|have\ enough\ (?:\w+\ )?(?:context|details?|information))",
    r"\b(?:would\ you\ like\ me\ to|let\ me\ know\ if\ you|(?:any|some)thing\ else\ I\ can)\b|\bfeel\ free\ to\ (?:ask|provide)\b",
    r"\bhow\ (?:can|may)\ I\ (?:help|assist)\b|\bI(?:['’]d|\ would)\ be\ happy\ to\ (?:help|assist|describe|provide)\b",
)

REFUSALS = tuple(re.compile(phrase.format_map(_PARTS), re.IGNORECASE | re.VERBOSE) for phrase in _PHRASES)

#: In other languages: an apology or "as an AI" with not being able, and an affair of models, in one sentence.
_ELSEWHERE = (
    # French
    r"\b(?:désolée?|navrée?|regrette)\b.{0,80}\bne\ (?:peux|puis|suis|pourrai)\b|\ben\ tant\ qu['’](?:ia|intelligence|assistant|modèle)"
    r"|\bje\ ne\ (?:peux|puis)\ pas\ (?:vous\ )?(?:aider|identifier|répondre|fournir|générer|parler\ à\ la\ place|reconnaître|accéder)"
    r"|\bje\ suis\ une?\ (?:ia|intelligence|modèle|assistant)",
    # German
    r"\b(?:tut\ mir\ leid|entschuldig\w+|bedau\w+|leider)\b.{0,80}\b(?:kann|darf|könn\w+|nicht\ möglich)\b.{0,60}(?:\bnicht\b|\bkein)"
    r"|\bals\ (?:ki|künstliche|sprachmodell|assistent)\b|\bich\ bin\ (?:eine?\ )?(?:ki|künstliche|sprachmodell|ki-\w+)"
    r"|\bich\ (?:kann|darf)\ (?:(?:dabei|dir|ihnen|damit)\ (?:\w+\ )?nicht\ (?:\w+\ )?helfen|keine\ (?:\w+\ )?(?:personen|menschen|bilder)|(?:diese\w*|das)\ (?:\w+\ ){1,3}nicht\ (?:identifi|erfüll|beantwort))",
    # Spanish
    r"\b(?:lo\ siento|lamento|disculp\w+|perd[óo]n)\b.{0,80}\bno\ (?:puedo|me\ es\ posible|soy\ capaz|estoy)"
    r"|\bcomo\ (?:una?\ )?(?:ia|inteligencia|modelo\ de|asistente)|\bno\ puedo\ (?:ayudar|identificar|proporcionar|generar|responder|hablar\ por)",
    # Italian
    r"\b(?:mi\ (?:di)?spiace|spiacente|scus\w+|purtroppo)\b.{0,80}\bnon\ (?:posso|sono\ in\ grado|è\ possibile)"
    r"|\bcome\ (?:una?\ )?(?:ia|intelligenza|modello\ linguistico|assistente)|\bnon\ posso\ (?:aiutar|identificare|fornire|generare|rispondere)",
    # Portuguese
    r"\b(?:desculp\w+|lamento|sinto\ muito|infelizmente)\b.{0,80}\bnão\ (?:posso|consigo|me\ é\ possível|sou\ capaz)"
    r"|\bcomo\ (?:uma?\ )?(?:ia|inteligência|modelo\ de|assistente)|\bnão\ (?:posso|consigo)\ (?:ajudar|identificar|fornecer|gerar|responder)",
    # Dutch
    r"\b(?:het\ spijt\ me|sorry|helaas|excuses)\b.{0,80}\b(?:kan|mag|kunnen)\b.{0,60}\b(?:niet|geen)\b"
    r"|\bals\ (?:een\ )?(?:ai|taalmodel|kunstmatige|assistent)|\bik\ (?:kan|mag)\ (?:je|u|dat|geen)\b.{0,50}(?:niet\ helpen|identificeren|personen)",
    # Japanese, Chinese, Hindi: no spaces, or other ones
    r"(?:申し訳|すみません|ごめんなさい|恐れ入ります).{0,60}(?:できません|できかね|いたしかね|お答えできない|ことはできない)|(?:AI|人工知能|言語モデル)(?:として|である|なので|ですので)",
    r"(?:抱歉|对不起|對不起|很遗憾|很遺憾).{0,60}(?:无法|無法|不能|没办法|沒辦法)|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|作為(?:一個)?(?:AI|人工智慧|語言模型)|我(?:无法|無法|不能)(?:识别|辨識|提供|协助|帮助|回答)",
    r"(?:क्षमा|माफ़|माफ|खेद|अफ़सोस).{0,80}(?:नहीं\ (?:कर|बता|दे|पहचान|बोल)|असमर्थ)|(?:एआई|AI|कृत्रिम\ बुद्धि\w*|भाषा\ मॉडल)\ (?:के\ रूप\ में|हूँ|होने)",
)

REFUSALS_ELSEWHERE = tuple(
    re.compile(phrase, re.IGNORECASE | re.VERBOSE | re.DOTALL) for phrase in _ELSEWHERE
)
