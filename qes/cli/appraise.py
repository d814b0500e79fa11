"""`qes appraise`: judging studies with an instrument, alone and in consensus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qes.base import Json
from qes.cli.files import rows_of
from qes.cli.output import as_json, data, raw_json, rows, say, warn_of
from qes.cli.settings import open_project
from qes.cli.words import Panel, names_in, one_of
from qes.errors import UserError

app = typer.Typer(no_args_is_help=True, help="Appraise studies, alone and in consensus.")
_Instrument = Annotated[str, typer.Option("--instrument", metavar="ID", help="Which instrument.")]
_DEFAULT = "casp-qual"


@app.command("instruments")
def instruments() -> None:
    """List the instruments that come with qes."""
    from codebooks.shipped import shipped_instrument, shipped_instruments

    rows(
        [
            {
                "id": name,
                "title": one.title,
                "items": len(one.items),
                "wording": one.licence.wording.value,
            }
            for name, one in ((name, shipped_instrument(name)) for name in shipped_instruments())
        ],
        (("id", "id"), ("title", "title"), ("items", "items"), ("wording", "wording")),
    )


@app.command("set")
def set_(
    study: Annotated[str, typer.Argument(metavar="STUDY")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="As in q6.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="As in Y, N, 'Y (MM)', or words.")],
    reason: Annotated[str | None, typer.Option("--reason", metavar="R", help="Why.")] = None,
    instrument: _Instrument = _DEFAULT,
    consensus: Annotated[
        bool, typer.Option("--consensus", help="What the appraisers agreed.")
    ] = False,
    panel: Panel = None,
    cause: Annotated[
        str | None,
        typer.Option(
            "--cause",
            metavar="C",
            help="With --consensus: why they had differed: missed, confusion, definition …",
        ),
    ] = None,
) -> None:
    """Answer one item for one study.

    Example: qes appraise set okafor2019 q6 N --consensus --panel ana,ben --reason "Not said."
    """
    from qes.services.appraising import NewAnswer, record_answers
    from qes.services.consensus import Cause

    answer = NewAnswer(study, item, value, reason)
    people = names_in(panel, "--panel")
    if (people or cause) and not consensus:
        raise UserError("a panel agrees on a consensus", hint="say --consensus too")
    why = None if cause is None else one_of(Cause, cause)
    with open_project() as project:
        made = record_answers(
            project.desk,
            [answer],
            instrument=instrument,
            consensus=consensus,
            panel=people,
            cause=why,
        )
    if as_json():
        raw_json({"judgement": made[0].id})
    else:
        data(made[0].id)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="First column the study, then one an item.")
    ],
    instrument: _Instrument = _DEFAULT,
    consensus: Annotated[
        bool, typer.Option("--consensus", help="These are what the appraisers agreed.")
    ] = False,
) -> None:
    """Take in a table of answers; all of it, or nothing if a cell is wrong."""
    from codebooks.shipped import shipped_instrument
    from qes.services.appraising import NewAnswer, record_answers

    items = [item.id for item in shipped_instrument(instrument).items]
    answers: list[NewAnswer] = []
    seen: dict[str, int] = {}
    table = rows_of(file)
    _, head = next(table, (0, []))
    if len(head) != len(items) + 1:
        raise UserError(
            f"{file} has {len(head)} columns, not {len(items) + 1}",
            hint=f"study, then {', '.join(items)}",
        )
    if set(head[1:]) == set(items):
        # a head that names the items by their ids says itself what stands where
        items = head[1:]
    for line, row in table:
        if len(row) != len(head):
            raise UserError(f"{file}, line {line}: {len(row)} cells, not {len(head)}")
        study = row[0].strip()
        if study in seen:
            raise UserError(
                f"{file}, line {line}: {study} stands in line {seen[study]} already",
                hint="give each study one line",
            )
        seen[study] = line
        answers += [
            NewAnswer(study, item, cell)
            for item, cell in zip(items, row[1:], strict=True)
            if cell.strip()
        ]
    with open_project() as project:
        made = record_answers(project.desk, answers, instrument=instrument, consensus=consensus)
    say(f"{len(made)} answers about {len({one.study for one in answers})} studies")


@app.command("list")
def list_(instrument: _Instrument = _DEFAULT) -> None:
    """List every answer you may see."""
    from qes.services.appraising import read_appraisals

    with open_project() as project:
        found = read_appraisals(project.desk, instrument)
    cells = [("consensus", cell) for cell in found.consensus]
    cells += [(str(who), cell) for who, theirs in found.by_appraiser.items() for cell in theirs]
    listed: list[dict[str, Json]] = [
        {
            "study": cell.study,
            "item": cell.item,
            "appraiser": who,
            "value": cell.answer.value,
            "modifier": cell.answer.modifier,
            "reason": cell.reason,
        }
        for who, cell in cells
    ]
    rows(
        listed,
        (
            ("study", "study"),
            ("item", "item"),
            ("appraiser", "appraiser"),
            ("value", "value"),
            ("modifier", "modifier"),
            ("reason", "reason"),
        ),
        empty="no appraisals yet",
    )


@app.command("table")
def table(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="F", help=".csv .json as imported; .xlsx .docx .html to read"
        ),
    ] = None,
    instrument: _Instrument = _DEFAULT,
    appraiser: Annotated[
        str | None,
        typer.Option("--appraiser", metavar="NAME", help="Whose answers; else the consensus."),
    ] = None,
) -> None:
    """Write study by item: the consensus, or one appraiser's answers."""
    from qes.project.exporting import export_table
    from qes.services.tabulating import appraisal_matrix, appraisal_table

    plain = out is None or out.suffix.casefold() in {".csv", ".json"}
    build = appraisal_matrix if plain else appraisal_table
    with open_project() as project:
        made = build(project.desk, instrument, appraiser=appraiser)
        if out is not None:
            warn_of(export_table(project.desk, made, out))
    if out is None:
        rows(
            [
                {column.key: cell for column, cell in zip(made.columns, row.cells, strict=True)}
                for row in made.rows
            ],
            [(column.key, column.title) for column in made.columns],
            empty="no appraisals yet",
        )
        return
    say(f"wrote {len(made.rows)} studies to {out}")
