using Bench.Models;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// What a criterion may look at. While a criterion that needs data runs, dropout is off, batch norm is in the asked mode and
/// all gradients start at zero; whatever it does to gradients, modes and batch-norm statistics is undone after it.
/// </summary>
public sealed class ScoringContext
{
    private readonly Dictionary<string, int> positions;

    internal ScoringContext(Network network, IReadOnlyList<PrunableTensor> tensors, IReadOnlyList<LabeledBatch> batches, long seed)
    {
        (Network, Tensors, Batches, Seed) = (network, tensors, batches, seed);
        positions = network.Parameters.Index().ToDictionary(p => p.Item.Name, p => p.Index, StringComparer.Ordinal);
    }

    public Network Network { get; }

    /// <summary>The parameters to score.</summary>
    public IReadOnlyList<PrunableTensor> Tensors { get; }

    /// <summary>The scoring samples; empty for criteria that need no data.</summary>
    public IReadOnlyList<LabeledBatch> Batches { get; }

    /// <summary>Of the cell, for criteria that draw.</summary>
    public long Seed { get; }

    /// <summary>Samples in all batches.</summary>
    public long Samples => Batches.Sum(b => b.Count);

    public Parameter Parameter(PrunableTensor tensor) => Network.Parameters[positions[tensor.Name]].Parameter;

    /// <summary>The gradient that backward passes have accumulated since scoring began, in the parameter's shape.</summary>
    public Tensor Gradient(PrunableTensor tensor) => Network.Flat.ViewOf(Network.Flat.Gradients, positions[tensor.Name]);
}
