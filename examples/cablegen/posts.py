"""Posts that cables come from: real places, with routing indicators for them."""
import collections

Post = collections.namedtuple("Post", "name kind station tag")

POSTS = (
    Post("ANKARA", "AMEMBASSY", "RUEHAK", "TU"),
    Post("BAMAKO", "AMEMBASSY", "RUEHBP", "ML"),
    Post("BRIDGETOWN", "AMEMBASSY", "RUEHWN", "BB"),
    Post("BUENOS AIRES", "AMEMBASSY", "RUEHBU", "AR"),
    Post("COLOMBO", "AMEMBASSY", "RUEHLM", "CE"),
    Post("DAKAR", "AMEMBASSY", "RUEHDK", "SG"),
    Post("HELSINKI", "AMEMBASSY", "RUEHHE", "FI"),
    Post("JAKARTA", "AMEMBASSY", "RUEHJA", "ID"),
    Post("LA PAZ", "AMEMBASSY", "RUEHLP", "BL"),
    Post("LISBON", "AMEMBASSY", "RUEHLI", "PO"),
    Post("LUSAKA", "AMEMBASSY", "RUEHLS", "ZA"),
    Post("MONTEVIDEO", "AMEMBASSY", "RUEHMN", "UY"),
    Post("NAIROBI", "AMEMBASSY", "RUEHNR", "KE"),
    Post("OSLO", "AMEMBASSY", "RUEHNY", "NO"),
    Post("OTTAWA", "AMEMBASSY", "RUEHOT", "CA"),
    Post("QUITO", "AMEMBASSY", "RUEHQT", "EC"),
    Post("RABAT", "AMEMBASSY", "RUEHRB", "MO"),
    Post("REYKJAVIK", "AMEMBASSY", "RUEHRK", "IC"),
    Post("SAN JOSE", "AMEMBASSY", "RUEHSJ", "CS"),
    Post("THE HAGUE", "AMEMBASSY", "RUEHTC", "NL"),
    Post("ULAANBAATAR", "AMEMBASSY", "RUEHUM", "MG"),
    Post("WELLINGTON", "AMEMBASSY", "RUEHWL", "NZ"),
    Post("SAO PAULO", "AMCONSUL", "RUEHSO", "BR"),
    Post("VANCOUVER", "AMCONSUL", "RUEHVC", "CA"),
)

INFORMATION = (
    "RUEHNO/USMISSION USNATO",
    "RUEHGV/USMISSION GENEVA",
    "RUEHBS/USEU BRUSSELS",
    "RUCPDOC/DEPT OF COMMERCE WASHDC",
    "RUEATRS/DEPT OF TREASURY WASHDC",
    "RUEHRC/DEPT OF AGRICULTURE WASHDC",
)

SUBJECT_TAGS = ("PGOV", "PREL", "ECON", "EFIN", "EAGR", "ETRD", "SENV", "TSPL", "EAIR", "EWWT",
                "SCUL", "EIND", "ELAB", "ENRG")
