"""Words that speaker labels are made of, and words that only look like labels.

All are written as `corpora.speech.speakers.label_key` writes them: small, without accents.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


MODERATORS = _words(
    "moderator mod facilitator fac moderatorin moderatrice moderateur moderador moderadora moderatore"
    " модератор ведущии 主持人"
)
INTERVIEWERS = _words(
    "interviewer i int q question questioner researcher interviewerin intervieweur enqueteur"
    " enquetrice entrevistador entrevistadora intervistatore intervistatrice intervieware"
    " entrevistadores interviewers интервьюер 访谈者 访谈员 采访者 访问者"
)
PARTICIPANTS = _words(
    "participant participants p respondent resp r interviewee informant client patient subject"
    " answer student pupil carer customer tenant jobseeker a respondents interviewees befragte"
    " befragter befragten enquete enquetee repondant repondante entrevistado entrevistada"
    " participante intervistato intervistata partecipante deltagare informante респондент"
    " информант 受访者 被访者 参与者"
) | {"service user", "focus group"}
OTHER_ROLES = _words(
    "therapist counsellor counselor nurse doctor teacher t coach manager employer translator"
    " interpreter observer chair chairperson panellist panelist su es wc"
) | {"work coach"}
"""Parts that people have by their work: who has one is not taken for anything else."""
HELPERS = _words("translator interpreter observer")
"""Of those, who is there for the interview and not asked in it."""
VOICES = _words(
    "speaker host guest all both group everyone multiple male female man woman voice s sprecher sprecherin"
) | {"unknown speaker", "multiple speakers", "unidentified speaker", "unknown"}
"""Labels that say someone speaks, and hardly who."""
SORTS = _words("female male unknown unidentified another other first second third older younger")
"""What may stand before a part: `Female participant 2`."""
ROLES = MODERATORS | INTERVIEWERS | PARTICIPANTS | OTHER_ROLES | VOICES
NOBODY = frozenset(
    {
        "unknown speaker",
        "unidentified speaker",
        "multiple speakers",
        "multiple",
        "unknown",
        "all",
        "both",
        "everyone",
    }
)
"""Labels that stand for no one person."""

NOT_PEOPLE = _words(
    "break note notes nb date time duration length location place venue file filename recording audio"
    " transcript transcription transcriber project study title subject topic present attendees version"
    " language kind format keywords keyword summary source url http https mailto start end page"
    " interview bio section part chapter background appendix figure table key age gender occupation"
    " site context re cc to from warning comment comments music silence intermission pause example"
    " abstract introduction methods results discussion conclusion conclusions email tel phone article"
    " objective objectives aim aims findings funding author authors citation doi copyright design"
    " setting sample measures intervention interventions outcome outcomes limitations implications"
    " name pseudonym organisation organization ethnicity role id code codes theme themes memo speakers"
    " day day/time consent status type description purpose task tasks instructions legend hint ps"
    " monday tuesday wednesday thursday friday saturday sunday"
    " datum ort dauer fecha lugar duree lieu timestamp timespan content words text agenda minutes"
) | frozenset(
    (
        "transcribed by",
        "start time",
        "end time",
        "date of interview",
        "time of interview",
        "key words",
        "research question",
        "interviewee name",
        "interviewer name",
        "participant name",
        "participant code",
        "patient consent",
        "data availability",
    )
)
BREAKS = _words(
    "break pause intermission music silence note notes nb comment comments warning context end start"
    " ps hint example key memo"
)
"""Of those, what stands in the middle of speech, not in a block of fields above it."""
INTERRUPTIONS = _words("break pause intermission music silence")
"""Of those, what breaks speech off."""
NOT_IN_NAMES = _words(
    "recording transcript transcription transcribed audio video tape copyright interview id number"
    " date time duration pseudonym"
)
"""Words that no one's label holds."""
STARTERS = _words(
    "so and but the this that it well yes no yeah ok okay or because then now if when what why how"
    " which who where there here my your our their in on at for as with like"
)
"""Words that begin sentences, not names."""
STAGE = _words(
    "laughs laughter laughing laugh pause pauses inaudible unintelligible crosstalk silence sigh"
    " sighs coughs cough applause redacted overlapping music sic indistinct crying cries nods"
    " chuckles chuckle noise beep off-mic interruption interrupted"
)
"""What transcribers write of noises and pauses, by its first word or its last."""
PARTICLES = _words(
    "van der den de del della di da do dos du la le von zu zur ter ten bin ibn al el and & of und y e"
)
COUNTED = _words(
    "box fig tab vol no sec ch eq ref day pp ex col row part section chapter table figure appendix"
    " theme session week month year phase stage step task item tape side track topic page version"
    " file interview study site case scenario wave round unit module lesson slide line rq"
)
"""What is numbered like a person's code and is none."""
