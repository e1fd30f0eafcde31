using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Methods;

/// <summary>What the steps of a cell are carried out on, and with.</summary>
internal sealed record RunContext
{
    public required CellSpec Cell { get; init; }
    public required Network Network { get; init; }
    public required Dataset Data { get; init; }

    /// <summary>Of the inputs.</summary>
    public required Normalization Normalization { get; init; }
    public required IProtocol Protocol { get; init; }
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Puts the weights of a point into the network: <see cref="StartPoint.Pretrained"/> or a point of the pretraining.</summary>
    public required Action<string> LoadPoint { get; init; }

    /// <summary>A network with the pretrained weights, which stay: of the cell's teacher and of what statistics are compared with.</summary>
    public required Func<Network> DenseNetwork { get; init; }
    public required CutMaker Cuts { get; init; }
    public required TimeProvider Time { get; init; }
    public required CancellationToken Stop { get; init; }

    /// <summary>Told how far a training is.</summary>
    public Action<string, TrainingProgress> Progress { get; init; } = (_, _) => { };

    /// <summary>Multiply-adds of one sample through the dense network.</summary>
    public long DenseMacs => Network.Layers.Sum(l => l.Macs);

    /// <summary>Those that touch a kept weight.</summary>
    /// <param name="masks">Null: nothing is pruned.</param>
    public long EffectiveMacs(MaskSet? masks)
    {
        using var dense = masks is null ? MaskSet.Dense(Prunable) : null;
        return Counting.Count(Network, Protocol, masks ?? dense!).EffectiveMacs;
    }

    /// <summary>The parameters that are pruned: those that the protocol and the strategy's limits let be.</summary>
    public IReadOnlyList<PrunableTensor> Prunable => Cell.IsControl
        ? Protocol.Prunable(Network.Model, Network.Layers)
        : Cell.Strategy.Limits.Restrict(Protocol.Prunable(Network.Model, Network.Layers));
}
