using System.Numerics;
using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// N of every M consecutive weights along the input dimension: of a linear layer's M inputs, of a convolution's M input channels at each output and each
/// position of the kernel. A layer whose inputs are not divisible by M is dense, and so are biases.
/// </summary>
public sealed class NOfMStructure : IFixedStructure
{
    private static readonly WholeOption
        N = new("n", 2, "weights kept of every group"),
        M = new("m", 4, "weights in a group, one after the other along the input dimension") { Least = 2 };

    public string Name => "n-m";
    public string Title => "of every m consecutive weights along the input dimension exactly n (2:4, 4:8, 1:4, any); one fixed ratio";
    public string Source => "Mishra et al., Accelerating sparse deep neural networks, 2021; Zhou et al., ICLR 2021";
    public IReadOnlyList<PartOption> Options => [N, M];

    public string? Refuses(CutRules rules, OptionValues options) =>
        N.Of(options) >= M.Of(options) ? $"structure '{Name}': n is {N.Of(options)}, and must be below m, which is {M.Of(options)}"
        : rules.Scope is not LayerScope
            ? $"structure '{Name}' lets the weights of each group compete, all groups for the same fraction: it goes with scope 'layer', not '{rules.Scope.Name}'"
        : rules.Limits.LeaveDensities() ? null
        : $"structure '{Name}' has one density, and keeps no floor or cap";

    public long? Kept(TensorSize tensor, OptionValues options) => Fits(tensor, M.Of(options)) ? tensor.Elements / M.Of(options) * N.Of(options) : null;

    public MaskSet Cut(Scores scores, OptionValues options, long seed)
    {
        var (n, m) = (N.Of(options), M.Of(options));
        var keep = new bool[scores.Flat.NumberOfElements];
        var (start, tied) = (0, 0L);
        foreach (var (index, tensor) in scores.Tensors.Index())
        {
            var length = (int)tensor.Elements;
            var part = keep.AsSpan(start, length);
            if (!Fits(tensor.Size, m)) part.Fill(true);
            else
            {
                var stream = SeededStream.For(seed, "tied scores of groups", index);
                tied += scores.AreDouble
                    ? Cut(tensor, scores.Of<double>().Slice(start, length), part, n, m, stream)
                    : Cut(tensor, scores.Of<float>().Slice(start, length), part, n, m, stream);
            }
            start += length;
        }
        return scores.Accept(new MaskSet(scores.Tensors, keep, keep.LongCount(bit => bit), tied)
        {
            Unfit = [.. scores.Tensors.Where(t => !t.IsBias && !Fits(t.Size, m)).Select(t => t.Layer.Name)],
        });
    }

    private static bool Fits(TensorSize tensor, int m) => !tensor.IsBias && tensor.Shape[1] % m == 0;

    // (out, in, ...): the weights of a group are as far from each other as the kernel has positions.
    private static long Cut<T>(PrunableTensor tensor, ReadOnlySpan<T> scores, Span<bool> keep, int n, int m, SeededStream stream) where T : unmanaged, IFloatingPoint<T>
    {
        var positions = (int)tensor.Shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        T[] group = new T[m], sorted = new T[m];
        var won = new bool[m];
        var tied = 0L;
        for (var block = 0; block < scores.Length; block += m * positions)
            for (var first = block; first < block + positions; first++)
            {
                for (var i = 0; i < m; i++) sorted[i] = group[i] = scores[first + i * positions];
                Array.Sort(sorted);
                tied += ExactCut.KeepFrom<T>(sorted[m - n], group, won, n, stream);
                for (var i = 0; i < m; i++) keep[first + i * positions] = won[i];
            }
        return tied;
    }
}
