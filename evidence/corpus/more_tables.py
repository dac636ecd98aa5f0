"""More kinds of data that the corpus of curves is trained on: tables that packages ship, and generators."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.corpus.designs import Nets
from evidence.corpus.shapes import MANY, hypercube, parity, quadrants, rings, stripes, waves
from evidence.corpus.stored_tables import fashion, regressed, table
from evidence.corpus.tables import Table, cut, generated, rarer

NETS = Nets(
    ("5", "12", "20", "32", "10-10", "14-7"), ("56", "80", "128", "48-24"), ("18-18", "10-10-10", "24-12")
)
"""Other nets than those of the tables of ``tables.py``."""

MORE: Sequence[Table] = (
    Table("Fashion-MNIST", fashion(range(10), 4), 400, 120),
    Table("Pima diabetes", table("MASS/Pima.te.csv", "type"), 150, 50),
    Table("glass", table("MASS/fgl.csv", "type"), 110, 35),
    Table("crabs", table("MASS/crabs.csv", ["sp", "sex"], ["index"]), 100, 40),
    Table("penguins", table("data/penguins.csv", "species", ["year"]), 150, 50),
    Table("women at work", table("Ecdat/Mroz.csv", "work", ["hoursw", "hearnw", "wagew"]), 300, 100),
    Table("voters", table("Zelig/voteincome.csv", "vote"), 300, 90),
    Table("mortgages refused", table("Ecdat/Hdma.csv", "deny"), 400, 140),
    Table("wages", table("Ecdat/Wages1.csv", "sex"), 250, 75),
    Table("housing cut", regressed("MASS/Boston.csv", "medv", 3), 200, 60),
    Table("Hastie", generated("hastie_10_2", MANY), 300, 80),
    Table("Friedman cut", cut(generated("friedman1", MANY, noise=1.0), 4), 240, 60),
    Table("rings", rings(3, 0.25), 150, 45),
    Table("parity", parity(3, 2), 300, 60),
    Table("waves", waves(0.3), 130, 30),
    Table("waves, unequal, noisy", rarer(waves(0.6), 0.12), 220, 70, noise=0.05),
    Table("Gaussians of many shapes, noisy", hypercube(6, 5, 1.2), 260, 65, noise=0.15),
    Table("birth weights", table("MASS/birthwt.csv", "low", ["bwt"]), 90, 30),
    Table("union members", table("plm/Wages.csv", "union"), 230, 70),
    Table("rings, unequal", rarer(rings(2, 0.3), 0.3), 180, 55),
    Table("Gaussians of two shapes", hypercube(3, 2, 0.5), 140, 40),
    Table("education", table("psych/sat.act.csv", "gender"), 210, 50),
    Table("parity of two, noisy", parity(2, 6), 280, 85, noise=0.1),
    Table("Friedman 3 cut", cut(generated("friedman3", MANY, noise=0.1), 3), 160, 45),
)
"""Tables that were held out once."""

HELD_OUT: Sequence[Table] = (
    Table("election", table("anes96/anes96.csv", "vote", delimiter="\t"), 300, 90),
    Table("affairs", regressed("fair/fair.csv", "affairs", 2), 250, 80),
    Table("schools cut", regressed("star98/star98.csv", "PERMINTE", 3), 130, 40),
    Table("travel", table("modechoice/modechoice.csv", "choice", ["individual"], delimiter=";"), 300, 100),
    Table("weather", table("_data/seattle-weather.csv", "weather"), 400, 150),
    Table("diamonds", table("ggplot2/diamonds.csv", "cut"), 450, 130),
    Table("fishing", table("Ecdat/Fishing.csv", "mode", ["price", "catch"]), 220, 70),
    Table("colon cancer", table("survival/colon.csv", "status", ["id", "study", "time", "etype"]), 260, 65),
    Table("at work in Switzerland", table("Ecdat/Participation.csv", "lfp"), 200, 50),
    Table("tips", table("reshape2/tips.csv", "smoker"), 110, 35),
    Table("skulls", table("HSAUR/skulls.csv", "epoch"), 80, 30),
    Table("earthquakes cut", regressed("datasets/quakes.csv", "mag", 3), 170, 55),
    Table("computers cut", regressed("Ecdat/Computers.csv", "price", 4), 350, 110),
    Table("S-curve cut", cut(generated("s_curve", MANY, noise=0.2), 5), 210, 60),
    Table("Friedman 2 cut", cut(generated("friedman2", MANY, noise=100.0), 2), 140, 45),
    Table("quadrants, noisy", quadrants(5), 240, 60, noise=0.2),
    Table("stripes", stripes(5, 0.1), 180, 50),
    Table("stripes, unequal", rarer(stripes(3, 0.25), 0.25), 160, 40),
    Table("vocabulary cut", regressed("car/Vocab.csv", "vocabulary", 3), 260, 75),
    Table("bad health", table("COUNT/badhealth.csv", "badh"), 240, 80),
    Table("wheezing", table("geepack/ohio.csv", "resp", ["id"]), 190, 60),
    Table("Swiss roll cut", cut(generated("swiss_roll", MANY, noise=0.5), 4), 250, 65),
    Table("quadrants", quadrants(3), 120, 35),
    Table("doctor visits cut", regressed("Ecdat/DoctorContacts.csv", "mdu", 2), 270, 90),
    Table("biopsies", table("MASS/biopsy.csv", "class", ["ID"]), 160, 50),
)
"""Tables that nothing was chosen on."""
