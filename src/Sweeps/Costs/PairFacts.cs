namespace Bench.Sweeps.Costs;

/// <summary>What is known of a data set × model before anything of it is run.</summary>
/// <param name="Macs">Multiply-adds of one sample's forward pass through the dense network.</param>
/// <param name="Parameters">All parameters of the network.</param>
/// <param name="Sizes">Samples; null where the data would have to be read for that.</param>
public sealed record PairFacts(long Macs, long Parameters, SplitSizes? Sizes)
{
    /// <summary>What a network of the user's own is made of, in words; null for a model of the catalogue.</summary>
    public string? Outline { get; init; }
}
