"""Refusals: recognises an answer that is no text for the figure, and says of which kind it is."""

from __future__ import annotations

import re

from speaking_engine.script.commission import Draft
from speaking_engine.script.lexicon import written_in
from speaking_engine.script.script import Category

#: What a chat model says before the text; no refusal, and cut away.
_PREAMBLE = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|okay|ok|great)(?: thing)?[!.,:]\s*)?"
    r"(?:(?:here(?:['’]s| is| are)|this is)\b[^.!?\n]{0,60}?\b(?:text|monologue|description|speech|script|"
    r"version|response|narrati\w+|answer|first[- ]person)\b[^.!?\n]{0,60}[:!]\s*)?",
    re.I,
)
_TEXT = (
    r"(?:text|texte|texto|testo|tekst|proposition|vorschlag|propuesta|proposta|voorstel|version\w*|versión|versão"
    r"|versie|fassung|monolog\w*|discours|rede|discurso|discorso|toespraak|entwurf|réponse"
    r"|antwort)"
)
#: A number in front of one of several tries.
_DRAFT = re.compile(
    r"\A(?:draft|version|option|take|attempt|entwurf|fassung|brouillon|borrador|versión|bozza|versione|rascunho|versão"
    r"|versie)\s*\d*\s*[:：]\s*",
    re.I,
)
#: Thinking aloud of label and task, in front of the text.
_THINKING = re.compile(
    r"\A(?:let['’]?s (?:think|see)|let us think|überlegen wir|mal (?:sehen|überlegen)|voyons|réfléchissons|pensemos|veamos"
    r"|pensiamo|vediamo|vamos (?:pensar|ver)|pensemos|laten we (?:eens )?(?:denken|kijken)|考えましょう|让我想想|我们来想)"
    r"\b[^.!?。！？]{0,200}\b(?:label|text|texto?|texte|testo|tekst|ficha|etiqueta|legenda|cartel|cartellino|schild|autora?"
    r"|auteur|autore|künstler|artist|maker|datum|date|data|fecha|título|titel|titre|titolo)\b[^.!?。！？]{0,200}[.!?。！？]+\s*",
    re.I,
)
#: An offer or a wish for whoever asked, behind the text.
_OFFER = re.compile(
    r"(?<=[.!?…])\s+(?:I hope (?:this|that|it)|hope this|ich hoffe,? (?:dies|der|das)|j['’]espère que (?:ce|cela|cette)"
    r"|spero che (?:quest\w*|il|ti|vi|le)|espero que (?:est\w*|el texto|te|le|o texto|isto|isso)|ik hoop dat (?:dit|deze|de)"
    r"|(?:wenn|falls) (?:Sie|du) (?:möchten|möchtest|wollen|willst|wünschen)|si (?:vous|tu) (?:voulez|le souhaitez|veux|souhaite)"
    r"|se (?:vuoi|desideri|vuole|quiser|desejar|preferir)|si (?:quieres|lo desea|deseas|prefieres)|als (?:u|je) wilt?)\b"
    r"[^.!?\n]{0,40}\b(?:text\w*|texte|texto|testo|tekst\w*|hilf\w*|helps?|useful|aide\w*|utile|útil|nützlich|puedo|posso|peux"
    r"|kann ich|kan ik|version\w*|versão|sirva|serv\w+|nuttig|help\w*)\b[^.!?\n]{0,80}[.!?]*\s*\Z",
    re.I,
)
#: A plan of how to go about it, in front of the text.
_PLANNING = re.compile(
    r"\A(?:(?:first|okay|ok|so|now|next)[,:]? )?(?:I['’]ll|I will|let me|let['’]s) (?:check|start|begin|use|keep|write|list|look at"
    r"|go through|gather|draft|plan)\b[^.!?\n]{0,60}\b(?:facts?|label|draft|details?|data|metadata|fields?|prompt|text|notes?)\b"
    r"[^.!?\n]{0,60}[.:!]\s*(?:(?!(?:I|We|My|Our)\b)[^.!?\n]{1,60}[.!?]\s*){0,3}",
    re.I,
)
#: Words to whoever asked, behind the text.
_CLOSING = re.compile(
    r"(?<=[.!?…])\s+(?:feel free|let me know|please let me know|lassen Sie mich wissen|lass mich wissen|sag(?:en Sie)? mir,? (?:ob|wenn)"
    r"|n['’]hésitez pas|dites-moi si|fammi sapere|fatemi sapere|mi faccia sapere|dimmi se|avísame|déjame saber|dime si"
    r"|avise-me|me avise|diga-me se|laat (?:me|het me|mij) weten|laat maar weten)\b[^.!?\n]{0,120}[.!?]*\s*\Z",
    re.I,
)
#: Guarding a person's data, whatever the language; no figure speaks of it.
_PRIVACY = re.compile(
    r"datenschutz|persönlichkeitsrecht|vie privée|confidentialité|privacidad|privacidade|riservatezza|プライバシー|隐私|隱私",
    re.I,
)
_SURE = (
    r"(?:bien sûr|très bien|muy bien|molto bene|muito bem|sehr gut|gut|heel goed|d['’]accord|certainement|gerne?|natürlich|klar|claro|por supuesto|cert[oa](?:mente)?"
    r"|com certeza|natuurlijk|zeker|もちろん(?:です)?|はい|当然|好的|ज़रूर)"
)
_HERE = r"(?:voici|hier (?:ist|kommt|is|volgt)|aquí (?:tienes|está|va)|ecco(?:ti)?|aqui (?:está|vai)|segue)"
_PREAMBLE_ELSEWHERE = re.compile(
    rf"^(?:{_SURE}[!.,:，。！、]?\s*)?(?:{_HERE}\b[^.!?\n:]{{0,40}}?\b{_TEXT}\b[^.!?\n:]{{0,60}}[:!]\s*"
    r"|(?:aqui está|aquí (?:está|tienes)|voici|ecco(?:lo|ti)?|hier (?:ist|is) (?:er|es|hij)|here you (?:go|are)|mein vorschlag|ma proposition|mi propuesta|la mia proposta"
    r"|minha proposta|mijn voorstel|versione finale|version finale"
    r"|versión final|versão final|endfassung|eindversie)\s*[:!]\s*"
    r"|(?:以下(?:が|は|是)|こちらが)[^。\n：:]{0,20}[：:]\s*|यह रहा[^।\n:]{0,30}:\s*)?",
    re.I,
)
#: What a reasoning model says of its task, in front of the text and without a mark; five sentences at most.
_TASK = (
    r"(?:the user|(?:let me|i should|i need to|i must|i will|i['’]ll|we need to) (?:think|write|use only"
    r"|only use|start|begin|avoid|keep|craft|make sure|produce|now write)|first[- ]person text"
    r"|l['’]utilisateur|der nutzer|die nutzerin|el usuario|l['’]utente|o usuário|o utilizador|de gebruiker)"
)
_ABOUT_THE_TASK = re.compile(
    rf"^(?:[^.!?。！？\n]{{0,200}}\b{_TASK}\b[^.!?。！？\n]{{0,300}}[.!?。！？]+\s*"
    r"|[^。！？\n]{0,80}(?:ユーザー|用户|使用者|उपयोगकर्ता)[^。！？।\n]{0,80}[。！？।]+\s*"
    r"|(?:okay|ok|alright|hmm|so),[^.!?\n]{0,120}\b(?:think|task|write|text)\b[^.!?\n]{0,120}[.!?]+\s*){1,5}",
    re.I,
)
#: A mark in front of what is the answer: all before it was thought.
_ANSWER = re.compile(
    r"\A(?:.{0,4000}?[\s.!?])?(?:final answer|final text|answer|output|réponse finale|antwort)\s*:\s*",
    re.I | re.S,
)
_DECORATION = re.compile(r"^\s*(?:[#>*\-]+\s+|\d+[.)]\s+)|\*\*|__|`+|^\s*[\"“]|[\"”]\s*$", re.MULTILINE)
_STAGE_DIRECTION = re.compile(r"\([^)\n]{1,80}\)\s*|\[[^\]\n]{1,80}\]\s*|(?<!\*)\*[^*\n]{1,80}\*(?!\*)\s*")

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves)\b", re.I)
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
#: Scripts that set no spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_FEWEST_WORDS = 4
_MANY_TRIPLES = 12


#: What a reasoning model thinks before it answers; an end without a beginning closes what the server cut off.
_THOUGHT = re.compile(r"<(think|thinking|reasoning|scratchpad)>.*?(?:</\1>|\Z)", re.I | re.S)
_THOUGHT_BEFORE = re.compile(r"\A.*</(?:think|thinking|reasoning|scratchpad)>", re.I | re.S)
#: Remarks to whoever asked, after the text.
_REMARKING = (
    r"(?:note|please note|nb|n\.b\.|remark|disclaimer|explanation|total|nota (?:del|de la|do|da|dell?['’]?) ?\w+|note de l['’]auteur|hinweis|anmerkung|erklärung|remarque"
    r"|nota bene|nota|observação|osservazione|opmerking|word count|total words|mots"
    r"|wörter|注|備考|注意|说明|टिप्पणी)"
)
_REMARK = re.compile(
    rf"(?:^|\n|(?<=[.!?…。！？।\"”»])\s)\s*[(*_\[（]*{_REMARKING}[^\w\n]{{0,3}}[:：][^\n]*(?:\n(?!\n)[^\n]*)*",
    re.I,
)


LONGEST = 50_000
"""Characters of an answer that are read; an hour of speech has as many."""
_LOOKED_AT = 4_000
"""Characters in which a refusal shows itself; what follows later is not what a model begins with."""


def plain_answer(text: str) -> str:
    """Return a text without what chat models put around it: thoughts, "Sure, here it is:", remarks."""
    text = text[:LONGEST]
    text = _THOUGHT_BEFORE.sub("", _THOUGHT.sub("", text))
    text = _REMARK.sub("\n", text).strip()
    text = _PLANNING.sub("", _THINKING.sub("", _DRAFT.sub("", _ANSWER.sub("", text))))
    text = _CLOSING.sub("", _OFFER.sub("", text))
    text = _PREAMBLE.sub("", text)
    text = _PREAMBLE_ELSEWHERE.sub("", _ABOUT_THE_TASK.sub("", text).strip())
    text = _STAGE_DIRECTION.sub("", text)
    return _DECORATION.sub("", text).strip()


def judge(draft: Draft, language: str = "en-us") -> Category:
    """Return whether a draft is a text for the figure, or what it is instead.

    Refusals are told by the phrases of models in nine languages; the other kinds by structure: too few words,
    an end inside a sentence, another language than asked for, going round in circles, no "I" or "we".

    Parameters
    ----------
    draft : Draft
        As the writer handed it back, after `plain_answer`.
    language : str
        BCP 47 tag of the language asked for.
    """
    text = draft.text.strip()
    english = language.lower().startswith("en")
    kinds: tuple[tuple[Category, bool], ...] = (
        ("refusal", _declines(text, language)),
        ("empty", _is_empty(text)),
        ("off language", not written_in(text, language)),
        ("cut off", draft.finish == "length" or not _ENDED.search(text)),
        ("repetitive", _repeats_itself(text)),
        ("not first person", english and not _in_first_person(draft)),
    )
    return next((kind for kind, found in kinds if found), "accepted")


def _declines(text: str, language: str) -> bool:
    """Whether a text declines: in English, in the language asked for, or in one that it may be written in."""
    text = f"{text[:_LOOKED_AT]}\n{text[_LOOKED_AT:][-_LOOKED_AT:]}"
    tag = language.partition("-")[0].lower()
    spoken = (name for name in REFUSALS_ELSEWHERE if name == tag or written_in(text, name))
    patterns = (*REFUSALS, *SORRY, _PRIVACY, *_PUTTING_WORDS, *(REFUSALS_ELSEWHERE[name] for name in spoken))
    return any(pattern.search(text) for pattern in patterns)


def _is_empty(text: str) -> bool:
    words, signs = re.findall(r"\w+", text), _UNSPACED.findall(text)
    return len(words) < _FEWEST_WORDS and len(signs) < 2 * _FEWEST_WORDS


def _repeats_itself(text: str) -> bool:
    """Return whether a model went round in circles: half of its word triples came before."""
    words = re.findall(r"\w+", text.lower())
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(triples) >= _MANY_TRIPLES and len(set(triples)) < len(triples) / 2


def _in_first_person(draft: Draft) -> bool:
    """Return whether "I" or "we" stands in at least a quarter of the sentences, outside of quotations."""
    unquoted = [re.sub(r"[\"“][^\"”]*[\"”]", "", sentence.text) for sentence in draft.sentences]
    spoken = sum(bool(_FIRST_PERSON.search(text)) for text in unquoted)
    return spoken >= max(1, len(unquoted) / 4)


# ruff: noqa: E501 - a pattern reads better whole


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
    # "It could be harmful, so I will not write it."
    r"\b(?:harmful|disrespectful|offensive|unethical|inappropriate|exploitative)\b[^.!?]{{0,60}}\bI\ {cannot}\b|\bI\ {cannot}\b[^.!?]{{0,60}}\b(?:harmful|disrespectful|offensive|unethical|inappropriate|exploitative)\b",
    # "I'm sorry, but I can't ..."
    r"{im}\ (?:really\ |very\ |so\ )?(?:sorry|afraid)\b(?!\ that\b).{{0,40}}\bI(?:['’]m|\ am)?\ ?(?:{cannot}|not\ {able}|unable)",
    r"^(?:sorry|(?:my\ )?apologies|unfortunately|regrettably)\b.{{0,60}}\b(?:{cannot}|unable|not\ (?:able|possible)|beyond)",
    # "I cannot do that." "This isn't something I can help with."
    r"\bI\ {cannot}\ (?:\w+\ )?(?:{help}|provide|answer|create|generate)\b.{{0,20}}\b(?:that|this|with|you\ with|so)\b(?:\ for\ you)?[.!,]",
    r"\bI\ {cannot}\ do\ (?:that|this)\b|{im}\ (?:not\ {able}|unable)\ to\ (?:\w+\ )?{help}\b",
    r"\b(?:not|isn['’]t|nothing)\ (?:something\ )?(?:that\ )?I\ can\ {help}\b|\b(?:beyond|outside(?:\ of)?)\ what\ I(?:['’]m|\ am)?\ (?:can|permitted|allowed|able)\b|\bpass\ on\ this\b",
    r"\b(?:do\ not|don['’]t)\ feel\ comfortable\b|\bI\ (?:must|(?:will\ )?have\ to|need\ to)\ (?:\w+\ )?(?:decline|refuse)\b",
    r"\bI\ (?:do\ not|don['’]t)\ (?:\w+\ )?(?:provide|generate|produce|engage|comment|role-?play|impersonate)\b",
    # "I'd rather not write as them", "it would not be appropriate", "rules I follow"
    r"\b(?:rather|prefer)\ not\b[^.!?]{{0,40}}\b(?:(?:speak|write|talk|act)\ (?:as|for)\ (?:them|someone|somebody|a\ real|this\ person)|role-?play|impersonat)",
    r"\bnot\ be\ (?:\w+\ )?(?:appropriate|right|ethical|able)\b[^.!?]{{0,60}}\b(?:speak|write|person|produce|monologue|individual|behalf)",
    r"\b(?:rules|guidelines|policies|limits)\ (?:that\ )?I\ (?:follow|have|was\ given|operate)",
    r"\bidentifying\ (?:people|persons|individuals|anyone)\b|\bno\ (?:picture|image|photo)\ (?:reached|came|arrived|is\ attached)",
    # "I have no way to tell who this is from an image"
    r"\bno\ way\ to\ (?:tell|know|say|see|identify)\b[^.!?]{{0,50}}\b(?:an?|the|this)\ (?:image|photo|picture)\b",
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

#: Declining to put words into somebody's mouth, by what is declined: inventing, lending a voice, of a person.
_NEGATION = r"(?:not|never|n['’]t|nicht|nie|kein\w*|ne|pas|non|no|não|nunca|niet|geen|nooit)"
_PUTTING = (
    r"(?:invent\w*|erfind\w*|verzin\w*|prêt\w* ma (?:voix|parole)|(?:in den|in the|in de) mund\w*|en la boca|na boca|in bocca|dans la bouche"
    r"|in (?:de|zijn|haar) mond|words into|put words|words for|thoughts for|prest\w* (?:mi|a minha|la mia) vo[zc]\w*|leih\w* meine stimme)"
)
_SOMEBODY = (
    r"(?:(?:this|that|a real|the) person|somebody who|someone who|people who|dies\w* person|person\w* worte|reale[nr]? person|cette personne"
    r"|personne réelle|quest[ao] persona|persona reale|est[ae] persona|persona real|pessoa real|dess[ae] pessoa|est[ae] pessoa|deze persoon"
    r"|echt\w* perso\w+|iemand die)"
)
_PUTTING_WORDS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_NEGATION}\b[^.!?]{{0,80}}\b{_PUTTING}\b[^.!?]{{0,60}}\b{_SOMEBODY}\b",
        rf"\b{_NEGATION}\b[^.!?]{{0,80}}\b{_SOMEBODY}\b[^.!?]{{0,60}}\b{_PUTTING}",
        rf"\b{_NEGATION}\b[^.!?]{{0,30}}\b(?:angemessen|appropri\w+|apropiad\w|apropriad\w|gepast|corret[oa]|correct[oa]?|juste|giusto|right)"
        rf"\b[^.!?]{{0,80}}\b{_SOMEBODY}\b",
        r"\b(?:mes (?:règles|consignes|directives)|meine (?:regeln|richtlinien|vorgaben)|mijn (?:richtlijnen|regels)"
        r"|mis (?:normas|directrices|reglas)|le mie (?:regole|linee guida)|minhas (?:diretrizes|regras))\b|私の(?:規則|ガイドライン)|我的(?:准则|规则)",
        r"\b(?:verzichte|renonce|rinuncio|renuncio|abstenho|zie ervan af)\b[^.!?]{0,60}\b(?:person|personne|persona|pessoa|persoon)\b",
        r"画像.{0,4}(?:届|受信|受け取)|\bnothing (?:came|arrived|was attached) with your\b",
        r"\b(?:neutral|objective|third-person) (?:description|caption|summary)\b",
        r"(?:人物|実在|故人).{0,12}(?:発言|言葉|台詞|セリフ|声).{0,10}(?:創作|作|捏造|代弁).{0,12}(?:控え|でき|ませ|かね)",
        r"(?:不|无法|拒绝).{0,8}(?:替|代|为|以).{0,10}(?:真实|真人|人物|他人).{0,12}(?:编造|说话|发言|台词|口吻)",
        r"\b(?:picture|image|photo(?:graph)?|file)\b[^.!?]{0,40}\b(?:hasn['’]t|has not|did not|didn['’]t|never|failed to)\b[^.!?]{0,20}"
        r"\b(?:come through|c[ao]me|arriv\w+|load\w*|reach\w*|upload\w*|display\w*)\b",
    )
)

REFUSALS = tuple(re.compile(phrase.format_map(_PARTS), re.IGNORECASE | re.VERBOSE) for phrase in _PHRASES)

#: What models say in other languages, by parts: what they are, how they decline, what they decline, what a
#: request is to them, what they miss, and what they hold to.
_ELSEWHERE = {
    "fr": {
        "being": r"(?:en\ tant\ qu['’e]\s?|comme\ |je\ (?:ne\ )?suis\ (?:qu['’])?(?:une?\ )?)(?:une?\ )?(?:simple\ )?(?:ia\b|intelligence\ artificielle|mod[èe]le\ (?:de\ langage|linguistique)|assistante?\ (?:virtuel|ia|vocal|num)|programme\b)",
        "declining": r"\b(?:ne\ (?:(?:vous|te|me|le|la|les)\ )?(?:peux|puis|pourrais?|saurais|souhaite|veux|dois|suis)\ (?:donc\ |malheureusement\ )?(?:pas|point|guère)|impossible|incapable|pas\ (?:en\ mesure|possible|autoris\w+|habilit\w+|conçue?)|pr[ée]f[èe]re\ (?:ne\ pas|m['’]abstenir|[ée]viter)|refus\w+|d[ée]clin\w+|[ée]vite|ne\ (?:vois|parviens|re[çc]ois|distingue)\ pas|pas\ permis|regrette\ de\ ne\ (?:pas\ )?pouvoir|me\ sens\ pas\ (?:à\ l[’\x27]aise|libre))\b",
        "affair": r"\b(?:identifi\w+|reconna[îi]tre\ (?:les|la|une|des)\ (?:personne|gens|visage|individu)|(?:personnes?|individus?)\ (?:r[ée]elle|repr[ée]sent|vivante|sur|dans|figurant|priv)\w*|au\ nom\ d|[àa]\ la\ place\ d|(?:me\ )?faire\ passer\ pour|me\ mettre\ dans\ la\ peau|r[ée]pondre\ [àa]\ (?:cette|votre|ta)|(?:vous|t['’])\ ?aider|satisfaire|donner\ suite|fournir|g[ée]n[ée]rer|(?:votre|cette|la|ta)\ (?:demande|requ[êe]te)|d[ée]crire\ (?:les\ |des\ |une\ )?(?:vraies?\ )?(?:gens|personnes?)|(?:l['’]|d['’]|cette\ |votre\ |la\ |les\ |des\ )(?:images?|photos?)\ (?:dont|que|mentionn|jointe|fourni)\w*|(?:voir|analyser|acc[ée]der\ [àa]|visualiser|ouvrir|lire)\ (?:l['’]|cette\ |votre\ |la\ |les\ |des\ |d['’])\ ?(?:images?|photos?|fichiers?)|contenu|parler\ comme\ (?:si|cette)|inventer\ (?:les\ |des\ )?(?:paroles|propos))",
        "missing": r"\b(?:aucune|pas\ (?:reçu\ )?d['’])\ ?(?:image|photo)\w*|image\b.{0,20}\b(?:manque|pas\ (?:[ée]t[ée]\ )?(?:fournie|jointe|charg|re[çc]ue))",
        "rules": r"\b(?:demande|requ[êe]te|cela|ceci)\b.{0,60}\b(?:r[èe]gles|directives|consignes|politiques?|principes|lignes\ directrices)\b",
    },
    "de": {
        "being": r"\b(?:als|ich\ bin\ (?:nur\ |bloß\ |lediglich\ )?(?:eine?\ )?)\ ?(?:reine?s?\ )?(?:ki\b|ki-\w+|künstliche\ intelligenz|sprachmodell|(?:gro(?:ß|ss)es\ )?sprachmodell|(?:virtueller?\ |digitaler?\ )?assistent\b|chatbot|computerprogramm)",
        "declining": r"\b(?:(?:kann|darf|möchte|werde|will|könnte|soll|vermag|bin)\b.{0,80}\b(?:nicht|kein\w*)|nicht\ (?:möglich|in\ der\ lage|befugt|erlaubt|gestattet|imstande)|unmöglich|ablehnen|lehne\b.{0,40}\bab|verweiger\w+|lieber\ nicht|außerstande|niemand\w*|fühle\ mich\b.{0,30}\bnicht\ wohl)\b",
        "affair": r"\b(?:identifizier\w*|(?:personen|menschen|gesichter)\ (?:auf|in|aus|anhand|zu)|(?:personen|menschen|gesichter)\b.{0,30}\b(?:erkennen|benennen)|im\ namen\ (?:ein|dies|der|des|realer|von)|so\ (?:zu\ )?tun,?\ als|(?:die\ rolle|als)\ (?:ein\w*\ |dies\w*\ )?(?:reale\w*|echte\w*|wirkliche\w*)\ (?:person|mensch)|(?:diese|ihre|deine|der|dieser|ihrer)\ (?:anfrage|bitte|aufgabe|aufforderung|anforderung)|(?:dabei|damit|dir|ihnen|hierbei)\b.{0,20}\bhelfen|helfen\b|(?:das|dieses|ihr|ihre|die|keine?)\ (?:bild|bilder|foto|fotos)\b.{0,20}\b(?:sehen|öffnen|analysieren|betrachten|ansehen|erkennen)|(?:realen?|echten?|lebenden?)\ (?:person|mensch)\w*|(?:bild|foto|datei)\b.{0,30}\b(?:sehen|öffnen|laden|analysieren|erkennen|anzeigen|lesen)|sprechen,\ als\ (?:ob|wäre)|aus\ (?:der|ihrer|seiner)\ (?:sicht|perspektive)\ (?:ein|dies|der))",
        "missing": r"\b(?:bild|foto|datei)\b.{0,15}\bnicht\ (?:öffnen|sehen|laden|anzeigen|lesen|erkennen)|\bkein\w*\ (?:bild|foto)\b.{0,30}\b(?:hoch|an|bei|mit|über|erhalten|vorhanden|gesendet|sehen)\w*|\bbild\b.{0,20}\b(?:fehlt|nicht\ (?:geladen|angekommen|sichtbar|anzeigen))",
        "rules": r"\b(?:anfrage|bitte|das|dies)\b.{0,50}\b(?:richtlinien|regeln|vorgaben|nutzungsbedingungen|grundsätze\w*)\b",
    },
    "es": {
        "being": r"\b(?:(?:como|al\ ser|en\ calidad\ de|s[óo]lo\ soy|soy)\ (?:s[óo]lo\ )?(?:una?\ )?(?:simple\ )?)(?:ia\b|inteligencia\ artificial|modelo\ (?:de\ lenguaje|ling)|asistente\ (?:virtual|de)|programa\b)",
        "declining": r"\b(?:no\ (?:me\ |te\ |le\ )?(?:puedo|podr[ée]|podr[íi]a|debo|quiero|deseo|voy|consigo|logro|soy\ capaz|estoy\ (?:autorizad\w|en\ condiciones|capacitad\w)|(?:es|resulta)\ posible|tengo\ permi\w+)|incapaz|imposible|prefiero\ (?:no|evitar|abstenerme)|rechaz\w+|declin\w+|(?:me\ )?niego|evito|(?:lamento|siento)\ no\ poder\w*|no\ me\ siento\ (?:cómod|a\ gusto)\w*)\b",
        "affair": r"\b(?:identificar\w*|reconocer\ (?:a\ )?(?:las?\ |una?\ )?personas?|personas?\ (?:real|de\ la\ imagen|en\ (?:la\ )?(?:im|fot))\w*|en\ nombre\ de|hablar\ (?:por|como)\ (?:es[ae]|una?)\ ?(?:persona|individuo)|hacerme\ pasar|hacer\ el\ papel|(?:esta|su|tu|la|esa)\ (?:solicitud|petici[óo]n|consulta|tarea)|ayudar(?:te|le|les)?|proporcionar|generar|(?:ver|analizar|acceder\ a|abrir)\ (?:la\ |las\ |esa\ |una\ |su\ |tu\ )?(?:im[áa]gen\w*|foto\w*)|personas?\ reales|ayudar\w*\ con|hablar\ como\ si|fingir)",
        "missing": r"\b(?:no\ (?:se\ )?(?:ha|has|han|hay|veo|recib\w+|adjunt\w+)\b.{0,25}|sin\ )(?:ninguna\ |una\ |la\ )?(?:imagen|foto)\w*|\bimagen\b.{0,20}\bno\ (?:se\ )?(?:carg|adjunt|ha)\w*",
        "rules": r"\b(?:solicitud|petici[óo]n|esto|eso)\b.{0,50}\b(?:normas|pol[íi]ticas?|directrices|reglas|pautas|principios)\b",
    },
    "it": {
        "being": r"(?:\b(?:in\ quanto|come|essendo|sono\ (?:solo\ |soltanto\ |un\ semplice\ )?)\ ?(?:un['’a]?\ ?|uno\ )?)(?:ia\b|intelligenza\ artificiale|modello\ (?:linguistico|di\ linguaggio)|assistente\ (?:virtuale|ia|digitale)|programma\b)",
        "declining": r"\b(?:non\ (?:mi\ |ti\ |vi\ |le\ )?(?:posso|potrei|potr[òo]|devo|voglio|riesco|sono\ (?:in\ grado|autorizzat\w|capace|abilitat\w)|[èe]\ (?:possibile|consentito|permesso))|impossibile|incapace|preferisco\ (?:non|evitare|astenermi)|rifiut\w+|declin\w+|evito|(?:mi\ )?(?:di)?spiace\ (?:di\ )?non\ pote\w+|non\ mi\ sento\ (?:a\ mio\ agio|di))\b",
        "affair": r"\b(?:identific\w+|riconoscere\ (?:le|la|una|delle)\ person\w+|person[ae]\ (?:real|nelle?\ |nell['’]|raffigurat)\w*|a\ nome\ di|per\ conto\ di|fingere\ di\ essere|impersonare|spacciarmi|(?:questa|tua|sua|vostra|la)\ (?:richiesta|domanda)|aiutar\w+|fornire|generare|(?:vedere|analizzare|accedere|aprire)\ (?:al)?(?:le\ |l['’]|un['’]|la\ |tua\ )?(?:immagin|foto)\w*|persone\ reali|parlare\ come\ se|dare\ voce\ a\ una\ persona)",
        "missing": r"\b(?:non\ (?:[èe]|ho|c['’][èe]|hai|vedo|sono)\b.{0,25}|nessuna\ |senza\ )(?:alcuna\ |nessuna\ |un['’]|l['’]|una\ )?(?:immagin|foto)\w*|\bimmagine\b.{0,20}\b(?:manca|non\ (?:[èe]|si)\ \w+)",
        "rules": r"\b(?:richiesta|ci[òo]|questo)\b.{0,50}\b(?:linee\ guida|regole|norme|politiche|principi)\b",
    },
    "pt": {
        "being": r"\b(?:(?:como|por\ ser|sendo|enquanto|sou\ (?:apenas\ |s[óo]\ )?)\ ?(?:uma?\ )?)(?:ia\b|intelig[êe]ncia\ artificial|modelo\ (?:de\ linguagem|lingu)|assistente\ (?:virtual|de|digital)|programa\b)",
        "declining": r"\b(?:n[ãa]o\ (?:me\ |te\ |lhe\ )?(?:posso|poderei|poderia|devo|quero|consigo|vou|sou\ (?:capaz|autorizad\w)|estou\ (?:autorizad\w|em\ condi)|[ée]\ (?:me\ )?poss[íi]vel|tenho\ (?:permiss|capac|como))|incapaz|imposs[íi]vel|prefiro\ (?:n[ãa]o|evitar)|recus\w+|declin\w+|evito|(?:lamento|sinto)\ (?:muito\ )?n[ãa]o\ poder\w*|n[ãa]o\ me\ sinto\ (?:à\ vontade|confort)\w*)",
        "affair": r"\b(?:identific\w+|reconhecer\ (?:as\ |a\ )?pessoas?|pessoas?\ (?:rea[il]|na\ imagem|nas\ im|em\ im|retratad)\w*|em\ nome\ d|passar\ por|fingir\ ser|no\ lugar\ d[ae]|(?:este|esta|seu|sua|esse|essa|ao\ seu)\ (?:pedido|solicita\w+|pergunta|tarefa)|ajud[aá]\w*|fornecer|gerar|(?:ver|analisar|acessar|aceder\ a|abrir)\ (?:a\ |as\ |essa\ |sua\ )?(?:imag|foto)\w*|pessoas\ reais|falar\ como\ se|fingir)",
        "missing": r"\b(?:nenhuma\ (?:imagem|foto)\w*|n[ãa]o\ (?:foi|recebi|h[áa]|vejo|encontrei)\b.{0,25}(?:imagem|imagens|foto)\w*|(?:imagem|foto)\b.{0,20}\bn[ãa]o\ (?:foi|carreg|chegou)\w*)",
        "rules": r"\b(?:pedido|solicita[çc][ãa]o|isso|isto)\b.{0,50}\b(?:diretrizes|regras|pol[íi]ticas?|normas|princ[íi]pios)\b",
    },
    "nl": {
        "being": r"\b(?:als|ik\ ben\ (?:slechts\ |maar\ |alleen\ )?)\ ?(?:een\ )?(?:ai\b|ai-\w+|kunstmatige\ intelligentie|(?:groot\ )?taalmodel|(?:virtuele\ |digitale\ )?assistent\b|chatbot|computerprogramma)",
        "declining": r"\b(?:(?:kan|mag|wil|zal|kunnen|zou|ben)\b.{0,70}\b(?:niet|geen)|(?:kan|mag|wil)\ geen|niet\ (?:mogelijk|in\ staat|toegestaan|bevoegd)|onmogelijk|liever\ (?:niet|geen)|weiger\w*|afwijzen|wijs\b.{0,40}\baf|voel\ me\b.{0,30}\bniet\ (?:prettig|vrij|comfortabel))\b",
        "affair": r"\b(?:identific\w+|(?:personen|mensen|gezichten)\ (?:op|in|aan)|(?:personen|mensen)\ \w*\ ?(?:herken|benoem)\w*|namens\ (?:een|deze|die|echte)|(?:doen|voordoen)\ alsof|echte?\ (?:persoon|personen|mens|mensen)|(?:afbeelding|beeld|foto|bestand)\w*\b.{0,20}\b(?:zien|openen|bekijken|laden|lezen)|(?:dit|uw|je|jouw|deze|die)\ (?:verzoek|vraag|opdracht|aanvraag)|(?:je|u|jou|hierbij|hiermee|daarmee|daarbij)\b.{0,20}\bhelpen|helpen\b|(?:de|het|dit|geen)\ (?:afbeelding|beeld|foto|afbeeldingen|beelden)\b.{0,20}\b(?:zien|openen|bekijken|analyseren)|namens\ (?:iemand|het|hem|haar|hen)|(?:praten|spreken|schrijven)\ alsof)",
        "missing": r"\b(?:afbeelding|beeld|foto|bestand)\b.{0,15}\bniet\ (?:zien|openen|laden|lezen|bekijken)|\bgeen\ (?:afbeelding|beeld|foto)\w*\b.{0,30}\b(?:mee|ge|bij|ontvangen|zien)\w*|\b(?:afbeelding|foto)\b.{0,20}\b(?:ontbreekt|niet\ (?:geladen|aangekomen|zichtbaar))",
        "rules": r"\b(?:verzoek|vraag|dit|dat)\b.{0,50}\b(?:richtlijnen|regels|beleid|voorwaarden|principes)\b",
    },
    "ja": {
        "being": r"(?:AI|ＡＩ|人工知能|言語モデル|アシスタント)(?:として|である|なので|ですので|です|であり|のため)",
        "declining": r"(?:できません|できかね|いたしかね|お?答えでき|ことはできない|控え|お断り|応えでき|応じられ|できない|いただけません|致しかね|控えさせ|ませんでした|差し控え)",
        "affair": r"(?:特定|識別|ご依頼|ご要望|リクエスト|お手伝い|なりきる|本人として|お答え|生成|提供|画像を|ご質問|代わりに話|実在|写真を確認|画像の|個人に)",
        "missing": r"(?:画像|写真|ファイル)(?:が|は|を)?.{0,6}(?:添付|アップロード|提供|送信|受け取|見えま|ありません|確認|読み込).{0,12}(?:ません|いない|せん)",
        "rules": r"(?:ガイドライン|ポリシー|利用規約|規定).{0,10}(?:反|違反|抵触|により|上|従)",
    },
    "zh": {
        "being": r"(?:作为|作為|我(?:只)?是|身为)(?:一个|一名|一種|一种|一個|个)?(?:大型|大)?(?:AI|人工智能|人工智慧|语言模型|語言模型|智能助手|虚拟助手|助手)",
        "declining": r"(?:无法|無法|不能|没办法|沒辦法|不便|不会|拒绝|不可以|不方便|恕我)",
        "affair": r"(?:识别|辨识|辨識|識別|请求|請求|要求|协助|协助您|帮助您|帮您|帮助你|幫|扮演|冒充|代表(?:他|她|此|这|该)|以(?:他|她|此人|真人)|回答(?:您|你|这|此)|生成|提供|(?:看到|查看|处理|打开|读取).{0,8}(?:图|照片)|真人|真实人物)",
        "missing": r"(?:没有|未|沒有|没|尚未|找不到|无).{0,6}(?:上传|附上|提供|收到|看到|附加|附件).{0,8}(?:图|照片|圖)|(?:图片|图像|照片|圖片).{0,6}(?:没有|未|沒有|无法|無法)(?:上传|加载|显示|收到|附)",
        "rules": r"(?:违反|違反|不符合|有悖|违背).{0,10}(?:准则|指南|政策|规定|規定|原则|规则)",
    },
    "hi": {
        "being": r"(?:एआई|AI|कृत्रिम\ बुद्धि\w*|भाषा\ मॉडल|सहायक)\ ?(?:मॉडल\ )?(?:के\ रूप\ में|हूँ|हूं|होने)",
        "declining": r"(?:नहीं\ (?:कर|बता|दे|पहचान|बोल|देख|लिख)|असमर्थ|मना\ कर|संभव\ नहीं|नहीं\ \w+\ सकत)",
        "affair": r"(?:पहचान|अनुरोध|मदद|सहायता|व्यक्ति\ (?:के\ रूप|की\ ओर|बनकर)|जवाब|उत्तर|तस्वीर\ (?:को|में\ \w+\ व्यक्ति)|चित्र\ में\ \w*\ ?व्यक्ति|सामग्री)",
        "missing": r"(?:कोई\ )?(?:छवि|तस्वीर|चित्र|फ़ोटो|फोटो)\ (?:नहीं\ )?(?:भेजी|मिली|अपलोड|संलग्न|प्रदान|दिख)\w*.{0,12}(?:नहीं|है)|(?:छवि|तस्वीर|चित्र|फोटो)\ नहीं",
        "rules": r"(?:दिशानिर्देश|दिशा-निर्देश|नीति|नियम)\w*.{0,20}(?:ख़िलाफ़|खिलाफ|विरुद्ध|उल्लंघन)",
    },
}
#: An apology with not being able, which no affair has to follow: "Désolé, je ne peux pas."
_SORRY = (
    r"^\W*(?:désolée?|(?:je\ (?:suis\ )?)?(?:navrée?|désolée?|regrette)),?\ (?:mais\ )?(?:je\ ne\ (?:peux|puis|suis)|cela|ceci|il\ m['’]est)\b.{0,40}$",
    r"^\W*(?:(?:es\ )?tut\ mir\ leid|entschuldigung|leider)\b.{0,12}\b(?:kann|darf)\ ich\ (?:das|dies|hier)\b.{0,20}\bnicht\b.{0,20}$",
    r"^\W*(?:lo\ siento|disculp\w+|perd[óo]n),?\ (?:pero\ )?no\ puedo\b.{0,25}$",
    r"^\W*(?:mi\ (?:di)?spiace|spiacente|scus\w+),?\ (?:ma\ )?non\ posso\b.{0,25}$",
    r"^\W*(?:desculp\w+|lamento|sinto\ muito),?\ (?:mas\ )?n[ãa]o\ posso\b.{0,25}$",
    r"^\W*(?:het\ spijt\ me|sorry|helaas),?\ (?:maar\ )?(?:dat|dit|ik)\ (?:kan|mag)\b.{0,12}\bniet\b.{0,20}$",
)


def _elsewhere(said: dict[str, str]) -> str:
    """Return one pattern: a being, a missing picture, a rule, or declining an affair in either order."""
    between = r"[^.!?。！？।]{0,90}?"
    return (
        rf"{said['being']}|{said['missing']}|{said['rules']}"
        rf"|{said['declining']}{between}{said['affair']}|{said['affair']}{between}{said['declining']}"
    )


REFUSALS_ELSEWHERE = {
    language: re.compile(_elsewhere(said), re.IGNORECASE | re.VERBOSE)
    for language, said in _ELSEWHERE.items()
}
SORRY = tuple(re.compile(phrase, re.IGNORECASE | re.VERBOSE | re.MULTILINE) for phrase in _SORRY)
