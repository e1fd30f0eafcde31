using Bench.Core;
using Bench.Harness.Methods;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Measuring;

/// <summary>What the steps of a cell have left of its network: a mask, or a smaller network.</summary>
internal sealed record Remains
{
    public required SizeRecord Size { get; init; }
    public required IReadOnlyList<LayerRecord> Layers { get; init; }

    /// <summary>Of the masks, or of the units kept.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Which units are kept, or how wide the narrower network is; null where no channels are removed.</summary>
    public string? KeptUnits { get; init; }
    public required IReadOnlyList<string> Flags { get; init; }

    /// <inheritdoc cref="ResultFlags.HasNearlyDeadLayer"/>
    public bool IsNearlyDead { get; init; }

    public static Remains Of(RunContext run, RunState state) => run.Network == run.Live.Full
        ? OfMasks(run, state)
        : OfSmaller(run, state, run.Live.Kept is { } kept ? PackedBits.Pack(kept) : FormattableString.Invariant($"{PackedBits.Width}{run.Live.Width}"));

    private static Remains OfMasks(RunContext run, RunState state)
    {
        using var dense = state.Masks is null ? MaskSet.Dense(run.Prunable) : null;
        var masks = state.Masks ?? dense!;
        var (counts, connectivity) = (Counting.Count(run.Network, run.Protocol, masks), Connectivity.Of(run.Network, masks));
        return new()
        {
            Size = Measurement.SizeOf(counts, connectivity), Layers = Measurement.LayersOf(counts, connectivity), Fingerprint = masks.Fingerprint(),
            Flags = masks.Flags, IsNearlyDead = ResultFlags.HasNearlyDeadLayer(masks),
        };
    }

    private static Remains OfSmaller(RunContext run, RunState state, string units)
    {
        var (full, small) = (run.Live.Full.Graph, run.Network.Graph);
        var counts = ChannelCounting.Count(full, small, run.Protocol);
        using var all = MaskSet.Dense(run.Protocol.Prunable(small.Model, small.Layers).ToList());
        var connectivity = Connectivity.Of(run.Network, all);
        var rule = run.Cell.Strategy.Rule;
        return new()
        {
            Size = Measurement.SizeOf(counts with { TiedScores = state.Cuts.Count > 0 ? state.Cuts[^1].TiedScores : 0 }, connectivity with { EffectiveDensity = (double)connectivity.EffectiveKept / run.Protocol.Prunable(full.Model, full.Layers).Sum(t => t.Elements) }) with
            {
                Target = ChannelStructure.Target.Of(rule.StructureOptions), TargetAsked = ChannelRules.Budget(full, run.Protocol, rule, run.Cell.Compression).Most,
                TargetAchieved = ChannelStructure.Size(run.Protocol, rule.StructureOptions)(small),
            },
            Layers = Measurement.LayersOf(counts, connectivity), Fingerprint = Core.Fingerprint.Of(units), KeptUnits = units, Flags = [],
        };
    }
}
