using Bench.Core;

namespace Bench.Analysis.Claims;

/// <summary>
/// The sweep that would decide what is not decided: the same data sets, models and recipes with more strategies, ratios and seeds, so that starts and controls are those that
/// are there, and other pairs where there are too few.
/// </summary>
public static class MissingSweep
{
    // Two models on each of three data sets, with the budgets of the core sweep.
    private static readonly (string Dataset, string Model, string Pretraining, string Retraining, string Otherwise)[] Others =
    [
        ("mnist", "lenet5", "{recipe: lottery-lenet, epochs: 8}", "{recipe: quick-tune, epochs: 1}", "{recipe: quick-tune, epochs: 1, learning-rate: {rate: 0.001, schedule: one-cycle}}"),
        ("fashion-mnist", "lenet5", "{recipe: lottery-lenet, epochs: 8}", "{recipe: quick-tune, epochs: 1}", "{recipe: quick-tune, epochs: 1, learning-rate: {rate: 0.001, schedule: one-cycle}}"),
        ("cifar10", "resnet20", "{recipe: he-cifar, epochs: 40}", "{recipe: quick-tune-cifar, epochs: 3}", "{recipe: quick-tune-cifar, epochs: 3, learning-rate: {rate: 0.01, schedule: one-cycle}}"),
        ("cifar10", "conv4", "{recipe: lottery-conv4, epochs: 12}", "{recipe: shrinkbench-plain, epochs: 2}", "{recipe: shrinkbench-plain, epochs: 2, learning-rate: {rate: 0.0003, schedule: one-cycle}}"),
        ("mnist", "lenet-300-100", "{recipe: lottery-lenet, epochs: 8}", "{recipe: quick-tune, epochs: 2}", "{recipe: quick-tune, epochs: 2, learning-rate: {rate: 0.001, schedule: one-cycle}}"),
        ("fashion-mnist", "lenet-300-100", "{recipe: lottery-lenet, epochs: 8}", "{recipe: quick-tune, epochs: 2}", "{recipe: quick-tune, epochs: 2, learning-rate: {rate: 0.001, schedule: one-cycle}}"),
    ];

    /// <summary>The file's text; null where everything is decided.</summary>
    public static string? Write(IReadOnlyList<ClaimFinding> findings, IReadOnlyList<StudiedPair> studied)
    {
        var open = findings.Where(f => f.Verdict == ClaimVerdict.NotDecided).ToList();
        if (open.Count == 0) return null;
        var usable = studied.Where(p => p.WhyNot is null).ToList();
        var again = open.Where(f => f.Claim.Needs.TwoRetrainings).ToList();
        var pairs = open.Max(f => f.Claim.Needs.Pairs);
        var twoModels = open.Any(f => f.Claim.Needs.TwoModels);
        var added = Others.Where(o => !usable.Any(p => p.Dataset == o.Dataset && p.Model == o.Model)).ToList();
        if (!twoModels) added = [.. added.Take(Math.Max(0, pairs - usable.Count))];
        var seeds = open.Max(f => f.Evidence.SeedsNeeded);
        List<string> lines =
        [
            $"# What would decide the claims that are not decided: {string.Join(", ", open.Select(f => f.Claim.Id))}. Cells that are finished are not computed again.",
            .. studied.Where(p => p.WhyNot is not null).Select(p => $"# Left out: {PlainLine.Of(p.Dataset)} with {PlainLine.Of(p.Model)}: {p.WhyNot}."),
            "name: missing-for-claims",
            $"description: For claims {string.Join(", ", open.Select(f => f.Claim.Id))} of bench claims.",
            $"strategies: [{string.Join(", ", open.SelectMany(f => f.Claim.Needs.Strategies).Distinct())}]",
            $"compressions: [{string.Join(", ", open.SelectMany(f => f.Claim.Needs.Ratios).Distinct().Order())}]",
            "experiments:",
        ];
        foreach (var pair in usable)
        {
            Block(pair.Lines(otherwise: false), More(pair.Seeds, seeds));
            if (again.Count > 0) Block([.. pair.Lines(otherwise: true), OnlyAgain()], More(pair.Seeds, seeds));
        }
        foreach (var (dataset, model, pretraining, retraining, otherwise) in added)
        {
            Block([$"datasets: [{dataset}]", $"models: [{model}]", $"pretraining: {pretraining}", $"retraining: {retraining}"], Enumerable.Range(1, seeds));
            if (again.Count > 0) Block([$"datasets: [{dataset}]", $"models: [{model}]", $"pretraining: {pretraining}", $"retraining: {otherwise}", OnlyAgain()], Enumerable.Range(1, seeds));
        }
        return string.Join('\n', lines) + "\n";

        void Block(IEnumerable<string> keys, IEnumerable<int> values) =>
            lines.AddRange(keys.Append($"seeds: [{string.Join(", ", values)}]").Select((line, i) => $"  {(i == 0 ? "-" : " ")} {line}"));

        string OnlyAgain() => $"strategies: [{string.Join(", ", again.SelectMany(f => f.Claim.Needs.Strategies).Distinct())}]";
    }

    // Those that are there, and the next ones after the last.
    private static IEnumerable<int> More(IReadOnlyList<int> there, int needed) => there.Concat(Enumerable.Range(there[^1] + 1, Math.Max(0, needed - there.Count)));
}
