using Bench.Cli.Display;
using Bench.Harness.Measuring;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Launchers;

/// <summary>Which cells of a sweep are handed over: those that are neither in the database nor in the folder's results files.</summary>
internal sealed record ClusterCells(ClusterWork Work, int GivenUp, string Told)
{
    /// <summary>Whether what jobs take is guessed from their multiply-adds alone.</summary>
    public required bool IsGuess { get; init; }

    /// <summary>Results of tasks that are in no database yet.</summary>
    public required int Unmerged { get; init; }

    /// <summary>Which of them are meant.</summary>
    internal sealed record Choice
    {
        /// <summary>Failed attempts after which a cell is given up; null: none is.</summary>
        public required int? Attempts { get; init; }

        /// <summary>Whether latencies are measured again that are noisy.</summary>
        public required bool MeasureAgain { get; init; }

        /// <summary>Whether states that cells have in common are kept for others.</summary>
        public required bool SharesStates { get; init; }
    }

    public bool IsNothing => Work.Cells.Count + Work.Unmeasured.Count == 0;

    public static ClusterCells Of(LoadedSweep loaded, string database, IReadOnlyList<WorkFolder> places, SweepStanding? before, Choice choice)
    {
        using var known = ResultReader.OpenIfCurrent(database);
        var merged = known?.FinishedIdentities() ?? new HashSet<string>();
        var found = before?.Found;
        bool IsFinished(PlannedCell cell) => merged.Contains(cell.Identity) || found?.Finished.Contains(cell.Identity) == true;
        var failed = choice.Attempts is { } limit && known is not null ? known.FailedIdentities(limit) : new HashSet<string>();
        bool IsGivenUp(PlannedCell cell) => failed.Contains(cell.Identity) || (choice.Attempts is { } most && found?.Failures.GetValueOrDefault(cell.Identity)?.Count >= most);

        var missing = loaded.Plan.Cells.Where(c => !IsFinished(c)).ToList();
        var left = missing.Where(c => !IsGivenUp(c)).ToList();
        var measured = known?.Measured(quiet: choice.MeasureAgain) ?? MeasuredCells.None;
        var plan = loaded.Plan.Measurable(places, merged, known?.Measured(quiet: false) ?? MeasuredCells.None);
        var unmeasured = plan.Latencies.Count == 0 ? [] : plan.Cells.Where(c => plan.Latencies.Contains(c.Identity) && merged.Contains(c.Identity)
            && !measured.Has(plan, c.Identity) && (choice.MeasureAgain || found?.Measured.Has(plan, c.Identity) != true)).ToList();
        var costs = loaded.Costs(left.Concat(unmeasured), known);
        var work = WorkOf(left, costs, places, choice.SharesStates) with
        {
            Latencies = plan.Latencies, OnnxRuntime = plan.OnnxRuntime, Int8 = plan.Int8, KeptWeights = plan.KeptWeights,
            Positions = loaded.Plan.Cells.Select((cell, place) => (cell.Identity, place)).ToDictionary(c => c.Identity, c => c.place, StringComparer.Ordinal),
            Unmeasured = [.. unmeasured.Select(c => (c, known!.ShapeOf(c.Identity)))],
        };
        var parts = new List<string>();
        if (loaded.Plan.Cells.Count - missing.Count is > 0 and var done) parts.Add(missing.Count == 0 ? "all done before" : $"{done:#,0} done before");
        if (unmeasured.Count > 0) parts.Add($"latencies of {unmeasured.Count:#,0} to measure");
        if (loaded.Plan.Int8.Count - plan.Int8.Count is > 0 and var lacking) parts.Add($"{lacking:#,0} without the weights that {Measurements.Int8} needs ('bench plan' says how they are got)");
        if (missing.Count > left.Count) parts.Add($"{missing.Count - left.Count:#,0} failed before (--retry-failed tries them again)");
        if (loaded.Plan.Skipped.Count > 0) parts.Add($"{loaded.Plan.Skipped.Count:#,0} skipped ('bench plan' says why)");
        return new(work, missing.Count - left.Count, string.Concat(parts.Select(p => $", {p}")))
        {
            IsGuess = !costs.HasAny, Unmerged = found?.Finished.Count(cell => !merged.Contains(cell)) ?? 0,
        };
    }

    /// <summary>The work of some cells.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="costs">What they take.</param>
    /// <param name="places">The work folder of the tasks, and others from which <see cref="WorkAtHand.TakeAlong"/> takes what is there.</param>
    /// <param name="sharesStates">Whether states that they have in common are kept for others.</param>
    public static ClusterWork WorkOf(IReadOnlyList<PlannedCell> cells, CostModel costs, IReadOnlyList<WorkFolder> places, bool sharesStates) => new()
    {
        Cells = cells,
        Shared = SharedWork.Of(cells, pointsOnly: !sharesStates),
        Seconds = costs.Guess,
        IsPretrained = start => places.Any(p => File.Exists(p.Pretrained(start))),
        IsThere = state => places.Any(p => File.Exists(p.FileOf(state))),
        LatencySeconds = cell => LatencyCost.Seconds(cell, costs.SecondsOfSample(cell)),
    };
}
