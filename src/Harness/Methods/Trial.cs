using Bench.Harness.Training;
using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>A run with one of several learning rates: where it ended, and its best epoch.</summary>
internal sealed record Trial(double Rate, double Top1, int LastEpoch, Snapshot Last, BestEpoch? Best) : IDisposable
{
    public Numbers Position => new(Rate, Top1, LastEpoch, Best?.Epoch ?? 0, Best?.Top1 ?? -1);

    /// <summary>Named tensors for a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors()
    {
        var own = Last.Tensors("trial/last");
        if (Best is null) return own;
        own = own.Concat(Best.Weights.Tensors("trial/best"));
        return Best.Mask is null ? own : own.Append(("trial/best/mask", Best.Mask));
    }

    /// <summary>The one that <see cref="Tensors"/> named.</summary>
    public static Trial From(IReadOnlyDictionary<string, Tensor> tensors, Numbers numbers, Network network)
    {
        var buffers = network.Buffers.Count;
        var best = numbers.BestEpoch == 0 ? null : new BestEpoch(numbers.BestEpoch, numbers.BestTop1, Snapshot.From(tensors, "trial/best", buffers),
            tensors.GetValueOrDefault("trial/best/mask")?.clone().DetachFromDisposeScope());
        return new(numbers.Rate, numbers.Top1, numbers.LastEpoch, Snapshot.From(tensors, "trial/last", buffers), best);
    }

    public void Dispose()
    {
        Last.Dispose();
        Best?.Dispose();
    }

    internal sealed record Numbers(double Rate, double Top1, int LastEpoch, int BestEpoch, double BestTop1);
}
