"""English words that say nothing about a subject, and sounds people make while they think."""

from __future__ import annotations

_FILLERS = """
    ah aha eh er erm hm hmm huh mhm mm mmm mm-hmm oh uh uh-huh um umm ooh yeah yep okay ok
"""
FILLERS = frozenset(_FILLERS.split())
"""Left out of a text altogether: words on either side of one stand together."""

_FUNCTION_WORDS = """
    a an the this that these those such same other others another each every either neither both
    all any some none no not nor only own few many much more most less least several enough
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his
    himself she her hers herself it its itself they them their theirs themselves one ones
    who whom whose which what whatever where wherever when whenever why how however
    someone something somewhere anyone anything anywhere everyone everything everywhere nobody
    nothing somebody anybody everybody thing things stuff
    am is are was were be been being do does did done doing have has had having
    can could may might must shall should will would ought need let lets
    get gets got gotten getting go goes going gone went come comes coming came
    use uses used using little
    make makes made making take takes took taken put say says said saying tell know knows knew
    think thinks thought guess mean means meant want wants wanted see sees saw seen look looks
    looked looking feel feels felt like likes kind sort bit lot lots way ways
    about above across after again against along already also although always among and around as
    at away back because before behind below beside besides between beyond but by despite down
    during else even ever except far for from further hence here if in indeed inside instead into
    just later lets likely maybe near never next now of off often on once onto or out outside over
    perhaps per please pretty probably quite rather really right since so sometimes soon still
    sure than then there therefore thereby through throughout thus till to together too toward
    towards under unless until up upon upper usually very via well whereas whether while with
    within without yes yet actually basically obviously definitely literally simply exactly
    first second last two three four five
    i'm i've i'd i'll you're you've you'd you'll he's she's it's we're we've we'd we'll they're
    they've they'd they'll that's there's here's what's who's where's how's let's isn't aren't
    wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't won't wouldn't
    shouldn't mustn't ain't gonna wanna gotta kinda sorta cuz cos 'cause
    im ive dont didnt cant wont thats its isnt doesnt
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Neither begin nor end a phrase."""
