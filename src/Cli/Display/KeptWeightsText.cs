using Bench.Cli.Launchers;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Display;

/// <summary>What is said of finished cells of which weights are wanted and none are kept: they were finished before a sweep asked for them.</summary>
internal static class KeptWeightsText
{
    /// <summary>One line, or none where there are no such cells.</summary>
    /// <param name="plan">Says which cells keep weights.</param>
    /// <param name="folder">Where they lie.</param>
    /// <param name="finished">Cells with a result.</param>
    /// <param name="measured">What is measured of cells; null: nothing.</param>
    /// <param name="costs">What it takes to compute them again; null: that is not said.</param>
    /// <param name="workers">Which would do it.</param>
    public static IEnumerable<string> Lacking(SweepPlan plan, WorkFolder folder, IReadOnlySet<string> finished, MeasuredCells? measured, CostModel? costs = null, int workers = 1)
    {
        if (plan.KeptWeights.Count == 0) yield break;
        var lacking = plan.Cells.Where(c => plan.KeptWeights.Contains(c.Identity) && finished.Contains(c.Identity) && !File.Exists(folder.Weights(c.Identity))).ToList();
        if (lacking.Count == 0) yield break;
        var time = costs is null ? null : TimeLeft.Of(RemainingJobs.Of(lacking, start => File.Exists(folder.Pretrained(start))), costs, workers);
        var takes = time is { Jobs: > 0 } ? $", which takes about {Words.Length(TimeSpan.FromSeconds(time.Seconds.Expected))} for {(lacking.Count == 1 ? "it" : "all")}" : "";
        var eight = lacking.Count(c => plan.Int8.Contains(c.Identity) && measured?.InInt8.Contains(c.Identity) != true);
        var unmeasured = eight == 0 ? "" : $"; until then {Measurements.Int8} is not measured of {(eight < lacking.Count ? $"{eight:#,0} of them" : eight == 1 ? "it" : "them")}";
        yield return $"weights   {Words.Count(lacking.Count, "finished cell")} {(lacking.Count == 1 ? "has" : "have")} none kept: 'bench reproduce {lacking[0].Identity[..12]} --keep-weights' computes a cell again and keeps them{takes}{unmeasured}";
    }
}
