"""Works on method and theory, which support the form of a rule but no figure."""

from __future__ import annotations

from typing import Final

from scomm.model.sources.source import Source

METHODS: Final = (
    Source(
        key="Salmon 2011",
        citation=(
            "Salmon, John K., Mark A. Moraes, Ron O. Dror and David E. Shaw. Parallel Random "
            "Numbers: As Easy as 1, 2, 3. Proceedings of the International Conference for High "
            "Performance Computing, Networking, Storage and Analysis (SC '11), article 16, 2011. "
            "doi:10.1145/2063384.2063405. Details recalled."
        ),
        used_for=(
            "Philox4x32-10, the counter-based generator behind every draw, and its test vectors."
        ),
    ),
    Source(
        key="Kempe 2003",
        citation=(
            "Kempe, David, Jon Kleinberg and Éva Tardos. Maximizing the Spread of Influence "
            "through a Social Network. Proceedings of the Ninth ACM SIGKDD International "
            "Conference on Knowledge Discovery and Data Mining (KDD '03): 137–146, 2003. "
            "doi:10.1145/956750.956769. Details recalled."
        ),
        used_for="The independent cascade: news goes along each tie by itself, with a probability.",
    ),
    Source(
        key="Horvitz 1952",
        citation=(
            "Horvitz, Daniel G., and Donovan J. Thompson. A Generalization of Sampling Without "
            "Replacement from a Finite Universe. Journal of the American Statistical Association "
            "47(260): 663–685, 1952. Details recalled."
        ),
        used_for="Totals of the nation from a sample of counties, weighted by their probabilities.",
    ),
    Source(
        key="Grimm 2020",
        citation=(
            "Grimm, Volker, Steven F. Railsback, Christian E. Vincenot and others. The ODD "
            "Protocol for Describing Agent-Based and Other Simulation Models: A Second Update to "
            "Improve Clarity, Replication, and Structural Realism. Journal of Artificial Societies "
            "and Social Simulation 23(2) 7, 2020. doi:10.18564/jasss.4259."
        ),
        used_for="The order in which the model is described.",
    ),
    Source(
        key="Wolfgang 1972",
        citation=(
            "Wolfgang, Marvin E., Robert M. Figlio and Thorsten Sellin. Delinquency in a Birth "
            "Cohort. University of Chicago Press, 1972. Details recalled."
        ),
        used_for=(
            "A small share of people commits most offenses: the skewed propensity to offend "
            "(recalled)."
        ),
    ),
    Source(
        key="Sunshine Tyler 2003",
        citation=(
            "Sunshine, Jason, and Tom R. Tyler. The Role of Procedural Justice and Legitimacy in "
            "Shaping Public Support for Policing. Law & Society Review 37(3): 513–548, 2003. "
            "Details recalled."
        ),
        used_for=(
            "People who trust the police cooperate with them: trust enters reporting (recalled)."
        ),
    ),
    Source(
        key="Skogan 1984",
        citation=(
            "Skogan, Wesley G. Reporting Crimes to the Police: The Status of World Research. "
            "Journal of Research in Crime and Delinquency 21(2): 113–137, 1984. Details recalled."
        ),
        used_for=(
            "The seriousness of a crime decides reporting more than who the victim is: a logit "
            "whose level goes by the class of crime (recalled)."
        ),
    ),
    Source(
        key="Black Reiss 1970",
        citation=(
            "Black, Donald J., and Albert J. Reiss Jr. Police Control of Juveniles. American "
            "Sociological Review 35(1): 63–77, 1970."
        ),
        used_for=(
            "Most encounters over minor offenses end without an arrest, and officers have wide "
            "discretion: warning, citation or arrest (recalled)."
        ),
    ),
    Source(
        key="design",
        citation="A choice of this project, made where no source settles the matter.",
        used_for=(
            "Values and forms that are assumptions or conveniences; each says why where it stands, "
            "and each is to be varied, not believed."
        ),
    ),
)
