using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>What the scans of a cell have found, and what they have cost; cuts divide by them.</summary>
internal sealed class KnownScans
{
    private readonly Dictionary<CutRule, IReadOnlyList<ScanFinding>> found = [];
    private readonly Dictionary<CutRule, LossCurves> curves = [];
    private ScanCost? owed;

    public void Add(CutRule rule, IReadOnlyList<ScanFinding> findings, ScanCost cost)
    {
        found[rule] = findings;
        owed = owed is null ? cost : owed + cost;
    }

    /// <summary>By what a rule divides; null where its scope needs no scan.</summary>
    public LossCurves? Of(CutRule rule)
    {
        if (!Scopes.Find(rule.Scope).NeedsScan) return null;
        if (curves.TryGetValue(rule, out var known)) return known;
        var findings = found.TryGetValue(rule, out var own) ? own : throw new InvalidOperationException($"nothing was scanned for the scope '{rule.Scope}'");
        return curves[rule] = LossCurves.Of(findings.First(f => f.Layer is null).Loss, [.. findings.Where(f => f.Layer is not null).GroupBy(f => f.Position).OrderBy(g => g.Key)
            .Select(g => (g.First().Elements, (IReadOnlyList<(long, double)>)[.. g.Select(f => (f.Kept, f.Loss))]))]);
    }

    /// <summary>A cut's record with what the scans before it have cost, which no other then has.</summary>
    public CutRecord Charged(CutRecord cut)
    {
        if (owed is not { } cost) return cut;
        owed = null;
        return cut with
        {
            Seconds = cut.Seconds + cost.Seconds, Samples = cut.Samples + cost.Samples, ForwardPasses = cut.ForwardPasses + cost.ForwardPasses,
            BackwardPasses = cut.BackwardPasses + cost.BackwardPasses,
        };
    }

    /// <summary>For a checkpoint; null: nothing was scanned.</summary>
    public Contents? ToStore() => found.Count == 0 ? null : new([.. found.Select(f => new Scan(f.Key, f.Value))], owed);

    public void TakeUp(Contents? stored)
    {
        foreach (var scan in stored?.Scans ?? []) found[scan.Rule] = scan.Findings;
        owed = stored?.Owed;
    }

    internal sealed record Contents(IReadOnlyList<Scan> Scans, ScanCost? Owed);

    internal sealed record Scan(CutRule Rule, IReadOnlyList<ScanFinding> Findings);
}
