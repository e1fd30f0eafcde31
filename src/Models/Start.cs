using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Values at initialization, from a stream of our own: TorchSharp's initializers ignore their generator.</summary>
internal static class Start
{
    /// <summary>
    /// The values that a graph's parameters and buffers begin with, by name, in the dispose scope of the caller. Each that is drawn takes the next child of
    /// the stream: first those of a module's own layers, then those of each module within it.
    /// </summary>
    /// <param name="graph">Which.</param>
    /// <param name="stream">Null: zeros, whatever they begin with.</param>
    public static Dictionary<string, Tensor> Of(NetworkGraph graph, SeededStream? stream)
    {
        var own = graph.Nodes.Select(n => (Path: n.Operation.Name.Split('.'), Tensors: n.Operation.Parameters.Concat(n.Operation.Buffers))).ToList();
        return InOrder(own, depth: 0).SelectMany(t => t).ToDictionary(t => t.Name, t => Of(t, stream), StringComparer.Ordinal);
    }

    private static IEnumerable<IEnumerable<TensorInfo>> InOrder(List<(string[] Path, IEnumerable<TensorInfo> Tensors)> own, int depth) =>
        own.Where(o => o.Path.Length == depth + 1).Select(o => o.Tensors)
            .Concat(own.Where(o => o.Path.Length > depth + 1).GroupBy(o => o.Path[depth]).SelectMany(g => InOrder([.. g], depth + 1)));

    private static Tensor Of(TensorInfo tensor, SeededStream? stream)
    {
        long[] shape = [.. tensor.Shape];
        return tensor.Given is { } given ? torch.tensor(given, shape)
            : stream is null ? zeros(shape)
            : tensor.Begin is { } begin ? full(shape, Scalars.Of(begin))
            : tensor.Start == StartValue.Zeros ? zeros(shape)
            : tensor.Start == StartValue.Ones ? ones(shape)
            : tensor.Start == StartValue.Quarter ? full(shape, Scalars.Of(0.25f))
            : Normal(shape, tensor.Start == StartValue.Embedding ? 0.02 : Math.Sqrt(2.0 / (tensor.Elements / shape[0])), stream);
    }

    private static Tensor Normal(long[] shape, double deviation, SeededStream stream)
    {
        using var generator = new Generator(stream.NextUInt64(), CPU);
        using var drawn = randn(shape, generator: generator);
        return drawn.mul(Scalars.Of(deviation));
    }
}
