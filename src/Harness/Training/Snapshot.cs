using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>A copy of a network's parameters (one flat tensor) and buffers.</summary>
internal sealed class Snapshot(Tensor values, IReadOnlyList<Tensor> buffers) : IDisposable
{
    public static Snapshot Of(Network network)
    {
        using var _ = no_grad();
        return new Snapshot(
            network.Flat.Values.clone().DetachFromDisposeScope(),
            [.. network.Buffers.Select(b => b.Buffer.clone().DetachFromDisposeScope())]);
    }

    /// <summary>Named tensors for a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors(string prefix) =>
        buffers.Select((buffer, i) => ($"{prefix}/buffer/{i:D4}", buffer)).Prepend(($"{prefix}/values", values));

    /// <summary>The snapshot that <see cref="Tensors"/> named.</summary>
    public static Snapshot From(IReadOnlyDictionary<string, Tensor> tensors, string prefix, int buffers) => new(
        tensors[$"{prefix}/values"].clone().DetachFromDisposeScope(),
        [.. Enumerable.Range(0, buffers).Select(i => tensors[$"{prefix}/buffer/{i:D4}"].clone().DetachFromDisposeScope())]);

    public void Restore(Network network)
    {
        using var _ = no_grad();
        network.Flat.Values.copy_(values);
        for (var i = 0; i < buffers.Count; i++) network.Buffers[i].Buffer.copy_(buffers[i]);
    }

    public void Dispose()
    {
        values.Dispose();
        foreach (var buffer in buffers) buffer.Dispose();
    }
}
