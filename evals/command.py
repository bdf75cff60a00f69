"""`coach eval`: run the cases, score them, decide the gate, write the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals import command_init

EXAMPLES = """
Examples:

- coach eval

- coach eval --save-baseline before.json, then after a change: coach eval --baseline before.json

- coach eval --json run.json --junit run.xml --markdown run.md --html run.html

- coach eval --filter handoff --verbose

- coach eval --controls

- coach eval --judge openai:gpt-5-mini --price 0.25/2

- coach eval --model ollama:llama3.1 --judge openai:gpt-5-mini (answers by one model, judged by another)

- coach eval --corpus ./my-corpus (write its cases first: coach eval init --corpus ./my-corpus)

Exit codes: 0 the gate holds, 2 a file or setting that cannot be used, 3 the machine or a provider, 4 the index is
damaged, 5 the gate fails.
"""

app = typer.Typer(
    name="eval",
    invoke_without_command=True,
    epilog=EXAMPLES,
    help="Score Coach on cases with known right outcomes, and decide whether it is good enough.",
)
app.command("init", epilog=command_init.EXAMPLES)(command_init.init)

EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        help="A sentence-transformers model: a folder or a name.",
        envvar="COACH_ENCODER",
        show_default="default",
    ),
]
CasesOption = Annotated[
    Path | None,
    typer.Option("--cases", help="A JSONL file of cases, or a folder of them.", show_default="those of the corpus"),
]
GatesOption = Annotated[
    Path | None, typer.Option("--gates", help="The thresholds, as TOML.", show_default="gates.toml beside the cases")
]


@app.callback()
def run(
    context: typer.Context,
    corpus: command_init.CorpusOption = "",
    encoder: EncoderOption = "",
    cases: CasesOption = None,
    gates: GatesOption = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Compare with this saved run.")] = None,
    save_baseline: Annotated[
        Path | None, typer.Option("--save-baseline", help="Save this run to compare with.")
    ] = None,
    pattern: Annotated[
        str, typer.Option("--filter", help="Only cases whose id, kind or attack matches; * stands for anything.")
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only the first N of them.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="Ask or judge this many at a time.")] = 2,
    model: Annotated[
        str, typer.Option("--model", help="Answer with this chat model, as provider:model, instead of the composer.")
    ] = "",
    verify_with: Annotated[
        str, typer.Option("--verify-with", help="Verify with this chat model.", show_default="the same, asked afresh")
    ] = "",
    no_verify: Annotated[bool, typer.Option("--no-verify", help="Verify with rules and the offline judge.")] = False,
    base_url: Annotated[str, typer.Option("--base-url", help="Where the answering model is asked.")] = "",
    json: Annotated[Path | None, typer.Option("--json", help="Write the whole run as JSON.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML.")] = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", help="Write Markdown for a pull request.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write one page with plots.")] = None,
    keep: Annotated[
        bool, typer.Option("--keep/--no-keep", help="Keep the run for the evals page of `coach ui`, the newest 200.")
    ] = True,
    judge: Annotated[str, typer.Option("--judge", help="Also judge with a chat model, as provider:model.")] = "",
    allow_self_judging: Annotated[
        bool, typer.Option("--allow-self-judging", help="Let the model that answers judge itself.")
    ] = False,
    price: Annotated[
        str, typer.Option("--price", help="The judge's price, dollars per million tokens: in/out, for instance 0.25/2.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a judged run.")] = False,
    row_timeout: Annotated[float, typer.Option("--row-timeout", min=0.1, help="Seconds a judge may take a row.")] = 120,
    run_timeout: Annotated[float, typer.Option("--run-timeout", min=0.1, help="... and for all rows.")] = 3600,
    controls: Annotated[
        bool, typer.Option("--controls", help="Seed faults instead, and show that the gate catches them.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every metric and every failing case.")] = False,
) -> None:
    """Score Coach on cases with known right outcomes, and decide whether it is good enough."""
    if context.invoked_subcommand is not None:
        return
    from coach.settings import model_settings
    from evals.records import JudgeWanted
    from evals.report.write import Reports
    from evals.session import Wanted, run_controls_session, run_session

    wanted = Wanted(
        corpus=corpus,
        encoder=encoder,
        cases=cases,
        gates=gates,
        baseline=baseline,
        save_baseline=save_baseline,
        pattern=pattern,
        limit=limit,
        jobs=jobs,
        model=model_settings(model, verify_with, no_verify, base_url) if model else None,
        reports=Reports(json, junit, markdown, html),
        judge=JudgeWanted(judge, allow_self_judging, price, yes, row_timeout, run_timeout),
        verbose=verbose,
        keeps=keep,
    )
    raise typer.Exit(run_controls_session(wanted) if controls else run_session(wanted))
