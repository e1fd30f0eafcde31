namespace Bench.Results;

/// <summary>What views are written as.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180 but for line ends, which are Unix's; UTF-8, with a header, numbers exact; NULL is empty.</summary>
    Csv,

    /// <summary>Apache Parquet: 64-bit integers, doubles and texts, each of which may be null.</summary>
    Parquet,
}
