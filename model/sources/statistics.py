"""Surveys, counts and studies that supply a value or a calibration target.

Other published estimates of the program's effects are omitted deliberately: they are kept for
validation of the model, which is never tuned to them.
"""

from __future__ import annotations

from typing import Final

from scomm.model.sources.source import Source

PROGRAM_COUNTS: Final = (
    Source(
        key="ICE 2011",
        citation=(
            "US Immigration and Customs Enforcement. Secure Communities: IDENT/IAFIS "
            "Interoperability, monthly statistics through February and March 2011. Details "
            "recalled."
        ),
        used_for=(
            "Matches per print (477,035 on about 6.6 million prints to February 2011); 197,302 "
            "taken into custody and 101,741 removed to March 2011; removals by fiscal year, 46,929 "
            "to June 2010; the non-criminal and Level 1 shares of removals."
        ),
    ),
    Source(
        key="Activation list",
        citation=(
            "US Immigration and Customs Enforcement. Activated Jurisdictions: the list of "
            "jurisdictions and their dates of activation, 2008 to 2013."
        ),
        used_for=(
            "The date of activation of every county, from which come the national roll-out curve "
            "(cumulative jurisdictions by month), the states' agreements and the dates of single "
            "places: Harris, Arlington, Santa Clara, San Francisco, Washington DC, Cook."
        ),
    ),
    Source(
        key="Travis 2010",
        citation=(
            "Center for Constitutional Rights, National Day Laborer Organizing Network and "
            "Immigration Justice Clinic of the Benjamin N. Cardozo School of Law. Analysis of "
            "ICE's removals by county, November 2008 to April 2010, released under the Freedom of "
            "Information Act, 10 August 2010; as reported by the Austin press that day."
        ),
        used_for="82 percent of 724 removals from Travis County, Texas, were of non-criminals.",
    ),
    Source(
        key="Cox Miles 2013",
        citation=(
            "Cox, Adam B., and Thomas J. Miles. Policing Immigration. University of Chicago Law "
            "Review 80: 87, 2013."
        ),
        used_for=(
            "Early activation went with Hispanic share, nearness to the border and 287(g), not "
            "with crime (recalled)."
        ),
    ),
    Source(
        key="Kohli 2011",
        citation=(
            "Kohli, Aarti, Peter L. Markowitz and Lisa Chavez. Secure Communities by the Numbers: "
            "An Analysis of Demographics and Due Process. Chief Justice Earl Warren Institute on "
            "Law and Social Policy, University of California, Berkeley, October 2011."
        ),
        used_for=(
            "Latino share of those arrested through the program (93 percent); a citizen spouse or "
            "child for 39 percent of them; US citizens 1.6 percent, which is disputed."
        ),
    ),
    Source(
        key="ICE memos 2010-2012",
        citation=(
            "Morton, John, Director, US Immigration and Customs Enforcement. Memoranda on "
            "priorities for apprehension, detention and removal, 30 June 2010; on prosecutorial "
            "discretion, 17 June 2011; on detainers, 21 December 2012. Details recalled."
        ),
        used_for=(
            "The dates of ICE's priorities: convictions first, then people who returned after a "
            "removal; from 2012 on detainers for felonies, three misdemeanors, returns and others. "
            "How far officers followed them is not known."
        ),
    ),
    Source(
        key="ICE detention 2012",
        citation=(
            "Transactional Records Access Clearinghouse, Syracuse University. Legal Noncitizens "
            "Receive Longest ICE Detention. 3 June 2013, on people who left ICE custody in "
            "November and December 2012. For beds: Department of Homeland Security Appropriations "
            "Act, 2010, Public Law 111-83."
        ),
        used_for=(
            "Custody ended within 3 days for 40 percent and within a month for 70 percent; 33,400 "
            "beds; about 400,000 removals a year in all."
        ),
    ),
    Source(
        key="Gardner Kohli 2009",
        citation=(
            "Gardner, Trevor, II, and Aarti Kohli. The C.A.P. Effect: Racial Profiling in the ICE "
            "Criminal Alien Program. Chief Justice Earl Warren Institute on Race, Ethnicity and "
            "Diversity, University of California, Berkeley, September 2009."
        ),
        used_for=(
            "Irving, Texas, after ICE had access to the jail at all hours: arrests of Hispanics "
            "for minor offenses rose by about 150 percent; 2 percent of those held by ICE were "
            "charged with a felony; 1,638 of 14,298 arrestees went to ICE."
        ),
    ),
)

CRIME_AND_POLICING: Final = (
    Source(
        key="NCVS 2010",
        citation=(
            "Truman, Jennifer L. Criminal Victimization, 2010. US Department of Justice, Bureau of "
            "Justice Statistics, NCJ 235508, September 2011."
        ),
        used_for=(
            "3.8 million violent and 14.8 million property victimizations; 50 percent of violent "
            "and 39 percent of property crimes reported to the police."
        ),
    ),
    Source(
        key="NCVS 2011",
        citation=(
            "Truman, Jennifer L., and Michael Planty. Criminal Victimization, 2011. US Department "
            "of Justice, Bureau of Justice Statistics, NCJ 239437, October 2012."
        ),
        used_for=(
            "Violent victimizations per 1,000 people (22.5) and property victimizations per 1,000 "
            "households (138.7): violence counts people, property crime counts households."
        ),
    ),
    Source(
        key="BJS 2002",
        citation=(
            "Rennison, Callie Marie. Hispanic Victims of Violent Crime, 1993–2000. US Department "
            "of Justice, Bureau of Justice Statistics, NCJ 191208, April 2002."
        ),
        used_for="Hispanic victims reported violence to the police as often as others did.",
    ),
    Source(
        key="Comino 2020",
        citation=(
            "Comino, Stefano, Giovanni Mastrobuoni and Antonio Nicolò. Silence of the Innocents: "
            "Undocumented Immigrants' Underreporting of Crime and their Victimization. Journal of "
            "Policy Analysis and Management 39(4): 1214–1245, 2020. Volume and pages recalled."
        ),
        used_for="About 17 percent of crimes against undocumented victims are reported.",
    ),
    Source(
        key="GAO 2012",
        citation=(
            "US Government Accountability Office. Secure Communities: Criminal Alien Removals "
            "Increased, but Technology Planning Improvements Are Needed. GAO-12-708, July 2012."
        ),
        used_for=(
            "Removals to March 2012, about 183,000, of whom 26 % had no conviction; the program's "
            "share of all removals, 4 % in fiscal year 2009 and 20 % in 2011."
        ),
    ),
    Source(
        key="Asad 2020",
        citation=(
            "Asad, Asad L. Latinos' deportation fears by citizenship and legal status, 2007 to "
            "2018. Proceedings of the National Academy of Sciences 117(16): 8836–8844, 2020. "
            "Volume and pages recalled."
        ),
        used_for=(
            "Worry about deportation in 2007, before the program: undocumented 77.1, lawful "
            "residents 66.9, naturalized citizens 58.6, born in the United States 32.5 %."
        ),
    ),
    Source(
        key="Xie Baumer 2019",
        citation=(
            "Xie, Min, and Eric P. Baumer. Neighborhood Immigrant Concentration and Violent Crime "
            "Reporting to the Police. Criminology 57(2): 237–267, 2019. Volume and pages recalled."
        ),
        used_for=(
            "In new destinations, reporting of violence falls from 48 to 5 % as a neighborhood's "
            "foreign-born share goes from 10 to 65 %."
        ),
    ),
    Source(
        key="BJS contacts 2008",
        citation=(
            "Eith, Christine, and Matthew R. Durose. Contacts between Police and the Public, 2008. "
            "US Department of Justice, Bureau of Justice Statistics, NCJ 234599, October 2011."
        ),
        used_for=(
            "16.9 percent of people had contact with the police in a year; drivers stopped: white "
            "8.4, Black 8.8, Hispanic 9.1 percent; 5 percent of those stopped were searched."
        ),
    ),
    Source(
        key="BJS contacts 2005",
        citation=(
            "Durose, Matthew R., Erica L. Smith and Patrick A. Langan. Contacts between Police and "
            "the Public, 2005. US Department of Justice, Bureau of Justice Statistics, NCJ 215243, "
            "April 2007. Details recalled."
        ),
        used_for="Stopped drivers searched: Hispanic 8.8 percent, white 3.6 percent.",
    ),
    Source(
        key="FBI 2010",
        citation=(
            "US Department of Justice, Federal Bureau of Investigation. Crime in the United "
            "States, 2010. September 2011. Details recalled."
        ),
        used_for=(
            "4,258 arrests per 100,000 residents a year, traffic left out, 17 percent of them for "
            "index crimes; cleared by arrest: violent about 47, property about 18 percent "
            "(recalled)."
        ),
    ),
    Source(
        key="FBI 2005",
        citation=(
            "US Department of Justice, Federal Bureau of Investigation. Crime in the United "
            "States, 2005. September 2006. Details recalled."
        ),
        used_for="Cleared by arrest: violent 45.5, property 16.3 percent.",
    ),
    Source(
        key="BJS officers 2008",
        citation=(
            "Reaves, Brian A. Census of State and Local Law Enforcement Agencies, 2008. US "
            "Department of Justice, Bureau of Justice Statistics, NCJ 233982, July 2011."
        ),
        used_for="251 sworn officers per 100,000 residents.",
    ),
    Source(
        key="BJS jails 2011",
        citation=(
            "Minton, Todd D. Jail Inmates at Midyear 2011 – Statistical Tables. US Department of "
            "Justice, Bureau of Justice Statistics, NCJ 237961, April 2012."
        ),
        used_for=(
            "An average of 735,565 people in jail, about 11.5 million admissions a year, a mean "
            "stay of about 23 days; about 60 percent not convicted. 15.8 percent Hispanic in 2010, "
            "from the report of the year before."
        ),
    ),
)

COURTS: Final = (
    Source(
        key="SCPS 2004",
        citation=(
            "Kyckelhahn, Tracey, and Thomas H. Cohen. Felony Defendants in Large Urban Counties, "
            "2004. Bureau of Justice Statistics, NCJ 221152, April 2008: the State Court "
            "Processing Statistics of the 75 largest counties. Details recalled."
        ),
        used_for=(
            "Median time from arrest to adjudication 85 days; 7, 28, 52, 71 and 88 percent "
            "adjudicated within a week, a month, three and six months and a year."
        ),
    ),
    Source(
        key="SCPS 2009",
        citation=(
            "Reaves, Brian A. Felony Defendants in Large Urban Counties, 2009. Bureau of Justice "
            "Statistics, NCJ 243777, December 2013. Details recalled."
        ),
        used_for="About two thirds of felony defendants are convicted (recalled).",
    ),
    Source(
        key="NJRP 2006",
        citation=(
            "Rosenmerkel, Sean, Matthew Durose and Donald Farole. Felony Sentences in State "
            "Courts, 2006. Bureau of Justice Statistics, NCJ 226846, December 2009: the National "
            "Judicial Reporting Program."
        ),
        used_for=(
            "503 felony sentences per 100,000 adults a year, about 380 per 100,000 residents; 41 "
            "percent to prison for 4 years and 11 months on average, 28 percent to jail for 6 "
            "months (recalled), the rest on probation."
        ),
    ),
)

POPULATION_AND_OPINION: Final = (
    Source(
        key="Census 2010",
        citation=(
            "US Census Bureau. 2010 Census; Humes, Karen R., Nicholas A. Jones and Roberto R. "
            "Ramirez, Overview of Race and Hispanic Origin: 2010, C2010BR-02, March 2011; for "
            "noncitizens, the American Community Survey. Details recalled."
        ),
        used_for=(
            "308.7 million residents, 50.5 million Hispanic (16.3 percent), 37 percent of them "
            "foreign-born, and about 22 million noncitizens (all recalled)."
        ),
    ),
    Source(
        key="ACS 2015",
        citation=(
            "US Census Bureau. American Community Survey, five-year estimates, 2011–2015; for "
            "foreign-born residents, 2012–2016."
        ),
        used_for=(
            "By county: residents, Hispanic share, citizens of voting age and foreign-born share, "
            "scaled to the national totals of 2010."
        ),
    ),
    Source(
        key="Pew 2011",
        citation=(
            "Passel, Jeffrey S., and D'Vera Cohn. Unauthorized Immigrant Population: National and "
            "State Trends, 2010. Pew Hispanic Center, February 2011."
        ),
        used_for=(
            "11.2 million unauthorized residents in 2010, 3.7 percent of all, about four in five "
            "Hispanic: 17 to 18 percent of Hispanics."
        ),
    ),
    Source(
        key="Taylor 2011",
        citation=(
            "Taylor, Paul, Mark Hugo Lopez, Jeffrey Passel and Seth Motel. Unauthorized "
            "Immigrants: Length of Residency, Patterns of Parenthood. Pew Hispanic Center, 1 "
            "December 2011."
        ),
        used_for="9 million people live in families of mixed status: households mix statuses.",
    ),
    Source(
        key="Theodore 2013",
        citation=(
            "Theodore, Nik. Insecure Communities: Latino Perceptions of Police Involvement in "
            "Immigration Enforcement. University of Illinois at Chicago, May 2013."
        ),
        used_for=(
            "Less likely to contact the police if a victim: 70 percent of undocumented, 44 percent "
            "of all, 28 percent of US-born Latinos, of 2,004 asked in four counties. A stated "
            "gradient: its ratios are fitted, not its level."
        ),
    ),
    Source(
        key="Latino Decisions 2013",
        citation=(
            "Latino Decisions. National poll of Latino registered voters, 2013. Details recalled."
        ),
        used_for=(
            "20 percent know somebody who was detained or deported in the past year: the reach of "
            "news."
        ),
    ),
)

STATISTICS: Final = (*PROGRAM_COUNTS, *CRIME_AND_POLICING, *COURTS, *POPULATION_AND_OPINION)
