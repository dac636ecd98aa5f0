"""What an experiment says of a search: what it may cost, what is asked for, and how it goes about it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from trainlab.errors import ExperimentError, shown, unknown_name
from trainlab.experiments.budget import Budget
from trainlab.experiments.file_fields import Text

ProposedBy = Literal["model", "sobol", "random", "tpe", "cmaes", "gp"]

PROPOSERS: tuple[str, ...] = get_args(ProposedBy)


def _budget(written: object) -> str:
    return Budget.read(written).written


def _whole(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError
    return value


Whole = Annotated[int, BeforeValidator(_whole)]


class SearchFields(BaseModel):
    """A search: trials are proposed in rounds, and those that do badly are stopped early.

    Attributes:
        budget: what all trials may take together, such as ``10min``, ``2000epochs`` or ``500000steps``.
        objective: the curve that is to become best, such as ``validation_loss``; ``callable`` where Python
            gave a function.
        proposer: what proposes the settings of the rounds after the first one.
        eta: of this many trials one goes on at a rung.
        hyperband: whether rounds take turns in how early their first rung is.
        leaders: settings that are repeated with other seeds at the end.
        repeats: seeds of each of them, the first one included.
        architectures: new combinations of settings that need a program of their own, a round at most.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Descriptions say what is allowed, for messages.
    budget: Annotated[str, BeforeValidator(_budget)]
    objective: Text = Field(default="validation_loss", description="the name of a curve")
    proposer: ProposedBy = Field(default="model", description=f"one of {', '.join(PROPOSERS)}")
    eta: float = Field(default=3.0, gt=1.0, le=16.0, description="a number > 1 and <= 16")
    hyperband: bool = Field(default=False, description="true or false")
    leaders: Whole = Field(default=3, ge=1, le=100, description="a whole number >= 1 and <= 100")
    repeats: Whole = Field(default=5, ge=1, le=1000, description="a whole number >= 1 and <= 1000")
    architectures: Whole = Field(default=8, ge=1, le=1000, description="a whole number >= 1 and <= 1000")

    @property
    def limit(self) -> Budget:
        """The budget."""
        return Budget.read(self.budget)


def read_search(written: Any) -> Any:
    """The part of an experiment that describes a search.

    Raises:
        ExperimentError: a field is unknown, missing, or cannot be read.
    """
    if written is None or isinstance(written, SearchFields):
        return written
    if not isinstance(written, dict):
        raise ExperimentError(
            "search of an experiment must be names and values, such as {budget: 10min}, not "
            f"{shown(written)}."
        )
    try:
        return SearchFields.model_validate({str(name): value for name, value in written.items()})
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = str(problem["loc"][0])
    if problem["type"] == "missing":
        raise ExperimentError("a search needs a budget, such as --budget 10min.") from None
    if problem["type"] == "extra_forbidden":
        raise ExperimentError(unknown_name("field of a search", name, list(SearchFields.model_fields)))
    allowed = SearchFields.model_fields[name].description
    raise ExperimentError(f"{name} of a search must be {allowed}, not {shown(problem['input'])}.")
