using Bench.Core;
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

    private readonly IReadOnlyDictionary<string, Tensor>? initial, accumulated;

    internal ScoringContext(Network network, IReadOnlyList<PrunableTensor> tensors, IReadOnlyList<LabeledBatch> batches, long seed)
        : this(network, tensors, new ScoringRequest { Criterion = null!, Batches = batches, Seed = seed })
    {
    }

    internal ScoringContext(Network network, IReadOnlyList<PrunableTensor> tensors, ScoringRequest request)
    {
        (Network, Tensors, Batches, Seed) = (network, tensors, request.Batches, request.Seed);
        (Options, Mask, initial, accumulated) = (request.Options, request.Mask, request.Initial, request.Accumulated);
        positions = network.Parameters.Index().ToDictionary(p => p.Item.Name, p => p.Index, StringComparer.Ordinal);
    }

    public Network Network { get; }

    /// <summary>The parameters to score.</summary>
    public IReadOnlyList<PrunableTensor> Tensors { get; }

    /// <summary>The scoring samples; empty for criteria that need no data.</summary>
    public IReadOnlyList<LabeledBatch> Batches { get; }

    /// <summary>Of the cell, for criteria that draw.</summary>
    public long Seed { get; }

    /// <summary>What the sweep sets of the criterion's options.</summary>
    public OptionValues Options { get; }

    /// <summary>What an earlier cut has left; null where nothing is pruned yet. Pruned weights are 0, and their scores are not looked at.</summary>
    public MaskSet? Mask { get; }

    /// <summary>Samples in all batches.</summary>
    public long Samples => Batches.Sum(b => b.Count);

    public Parameter Parameter(PrunableTensor tensor) => Network.Parameters[positions[tensor.Name]].Parameter;

    /// <summary>What an earlier cut has left of a parameter: bool, in its shape; null where nothing is pruned yet.</summary>
    public Tensor? Keep(PrunableTensor tensor) => Mask?.Masks.First(m => m.Tensor.Name == tensor.Name).Keep;

    /// <summary>The parameter's value at initialization, in its shape; for a criterion that says <see cref="ICriterion.NeedsInitial"/>.</summary>
    public Tensor Initial(PrunableTensor tensor) => initial![tensor.Name];

    /// <summary>Σ over the training steps before of −w · ∂L/∂w, in the parameter's shape; for a criterion that says <see cref="ICriterion.NeedsTraining"/>.</summary>
    public Tensor Accumulated(PrunableTensor tensor) => accumulated![tensor.Name];

    /// <summary>The gradient that backward passes have accumulated since scoring began, in the parameter's shape.</summary>
    public Tensor Gradient(PrunableTensor tensor) => Network.Flat.ViewOf(Network.Flat.Gradients, positions[tensor.Name]);
}
