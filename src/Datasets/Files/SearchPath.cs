namespace Bench.Datasets;

/// <summary>The folders in which data sets are looked for, first to last.</summary>
public sealed record SearchPath(IReadOnlyList<string> Folders)
{
    /// <summary>The environment variable with further folders, separated like those of PATH.</summary>
    public const string Variable = "BENCH_DATA";

    /// <summary>The folders of <c>--data</c>, those of BENCH_DATA, <c>./data</c>, and where Debian's packages put data sets.</summary>
    public static SearchPath From(IEnumerable<string> dataOptions)
    {
        var variable = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return new([.. dataOptions.Concat(variable).Append("data").Append("/usr/share/datasets").Distinct()]);
    }
}
