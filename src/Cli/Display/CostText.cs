using Bench.Sweeps.Costs;

namespace Bench.Cli.Display;

/// <summary>What the rest of a sweep takes, in words; what is not known is said to be unknown.</summary>
internal static class CostText
{
    public static IEnumerable<string> Of(Requirements use, CostModel costs, IReadOnlyList<string> failures, bool measured)
    {
        var workers = Words.Count(use.Workers, "worker");
        if (use.Time.Jobs == 0) yield return $"time    not known: {NoBasis(measured)}";
        else
        {
            var rest = use.Time.Unknown.Count > 0 ? ", and what is not known" : "";
            yield return $"time    about {Interval(use.Time.Seconds)} with {workers}{rest}";
            foreach (var basis in Bases(use.Jobs, costs)) yield return $"        {basis}";
        }
        if (use.Time.Unknown.Count > 0 && use.Time.Jobs > 0) yield return $"        {Kinds(use.Time.Unknown)}: not known: {NoBasis(measured)}";
        foreach (var failure in failures) yield return $"        not measured: {failure}";
        yield return use.Memory is { } bytes
            ? $"memory  {(use.MemoryIsKnown ? "" : "at least ")}{Words.Bytes(bytes)} a worker"
            : "memory  not known";
        var disk = use.Disk;
        yield return $"disk    {Words.Bytes(disk.Total)}: {Words.Bytes(disk.Database)} in the database, {Words.Bytes(disk.Pretrained)} of pretrained weights, "
            + $"{Words.Bytes(disk.Checkpoints)} of checkpoints{(disk.Points > 0 ? $", {Words.Bytes(disk.Points)} of weights to go back to" : "")}{(disk.Shared > 0 ? $", at most {Words.Bytes(disk.Shared)} of shared states" : "")}"
            + $"{(disk.Weights > 0 ? $", at most {Words.Bytes(disk.Weights)} of the weights that cells end with" : "")}";
    }

    private static string Interval(Estimate seconds) =>
        $"{Words.Length(TimeSpan.FromSeconds(seconds.Expected))} ({Words.Length(TimeSpan.FromSeconds(seconds.Low))} to {Words.Length(TimeSpan.FromSeconds(seconds.High))})";

    private static string NoBasis(bool measured) => measured ? "no finished cell on such a processor, and no measurement" : "no finished cell on such a processor (--no-measure)";

    // Which pairs rest on what.
    private static IEnumerable<string> Bases(RemainingJobs jobs, CostModel costs)
    {
        foreach (var basis in jobs.Counts.Where(j => j.Value > 0 && costs.BasisOf(j.Key) is not null).GroupBy(j => costs.BasisOf(j.Key)!.Value).OrderBy(g => g.Key))
        {
            var from = basis.Key == Basis.Finished ? "from finished cells" : "from a measurement now";
            yield return $"{from}: {Kinds([.. basis.Select(j => (j.Key, j.Value))])}";
        }
    }

    private static string Kinds(IReadOnlyList<(CostClass Kind, int Count)> jobs) => string.Join("; ", jobs.GroupBy(j => j.Kind.Pair).Select(pair =>
    {
        var parts = new List<string>();
        if (pair.Where(j => j.Kind.Pretraining).Sum(j => j.Count) is > 0 and var pretrainings) parts.Add(Words.Count(pretrainings, "pretraining"));
        if (pair.Where(j => !j.Kind.Pretraining).Sum(j => j.Count) is > 0 and var cells) parts.Add(Words.Count(cells, "cell"));
        var precision = pair.Key.Precision == "fp32" ? "" : $" in {pair.Key.Precision}";
        return $"{pair.Key.Dataset} × {pair.Key.Model}{precision}, {string.Join(" and ", parts)}";
    }));
}
