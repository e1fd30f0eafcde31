using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Methods;

/// <summary>What the steps of a cell are carried out on, and with.</summary>
internal sealed class RunContext : IDisposable
{
    private readonly LiveNetwork live = null!;

    public required CellSpec Cell { get; init; }

    /// <summary>As it is now: given is that of the cell's model, which is the caller's; where channels are removed, a smaller one takes its place.</summary>
    public required Network Network
    {
        get => live.Present;
        init => live = new LiveNetwork(value);
    }

    public LiveNetwork Live => live;
    public required Dataset Data { get; init; }

    /// <summary>Of the inputs.</summary>
    public required Normalization Normalization { get; init; }
    public required IProtocol Protocol { get; init; }
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Puts the weights of a point into a network: <see cref="StartPoint.Pretrained"/>, a point of the pretraining, or weights drawn anew.</summary>
    public required Action<string, Network> LoadPoint { get; init; }

    /// <summary>A network with the pretrained weights, which stay: of the cell's teacher and of what statistics are compared with.</summary>
    public required Func<Network> DenseNetwork { get; init; }
    public required CutMaker Cuts { get; init; }
    public required TimeProvider Time { get; init; }
    public required CancellationToken Stop { get; init; }

    /// <summary>Told how far a training is.</summary>
    public Action<string, TrainingProgress> Progress { get; init; } = (_, _) => { };

    /// <summary>Told how many cuts of a scan were measured, and of how many.</summary>
    public Action<int, int> Scanned { get; init; } = (_, _) => { };

    /// <summary>Multiply-adds of one sample through the dense network, as the protocol counts them.</summary>
    public long DenseMacs => live.Full.Graph.ProductMacs + live.Full.Graph.Layers.Sum(l => l.Weights * Protocol.MacsPerWeight(l));

    /// <summary>Those that touch a kept weight.</summary>
    /// <param name="masks">Null: nothing is pruned.</param>
    public long EffectiveMacs(MaskSet? masks)
    {
        using var dense = masks is null ? MaskSet.Dense(Prunable) : null;
        return Counting.Count(Network, Protocol, masks ?? dense!).EffectiveMacs;
    }

    /// <summary>Puts the weights of a point into the network, or what it has kept of them.</summary>
    public void Load(string point)
    {
        // New weights are drawn for the layers as they are, whose fan-in they depend on.
        if (live.Width is not null || point == RewindStep.Redrawn || Network == live.Full)
        {
            LoadPoint(point, Network);
            return;
        }
        LoadPoint(point, live.Full);
        live.CopyFromFull();
    }

    /// <inheritdoc/>
    public void Dispose() => live.Dispose();

    /// <summary>The parameters that are pruned: those that the protocol and the strategy's limits let be.</summary>
    public IReadOnlyList<PrunableTensor> Prunable => Cell.IsControl
        ? Protocol.Prunable(Network.Model, Network.Layers)
        : Cell.Strategy.Limits.Restrict(Protocol.Prunable(Network.Model, Network.Layers));
}
