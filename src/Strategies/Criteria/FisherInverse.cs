using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// F⁻¹ with F = damp·I + (1/m) Σ g gᵀ over m gradients, block by block along its diagonal, in fp64. A block of more weights than there are gradients is
/// never formed: by Woodbury's identity it is 1/damp · (I − Gᵀ (m·damp·I + G Gᵀ)⁻¹ G), of which only a matrix of m × m is inverted (M-FAC:
/// Frantar, Kurtic and Alistarh, NeurIPS 2021).
/// </summary>
internal sealed class FisherInverse : IDisposable
{
    // Numbers of gradients that are copied to fp64 at a time, and those of inverses that are kept from one use to the next.
    private const long Values = 2 << 20, Kept = 32 << 20;

    private readonly Tensor gradients;
    private readonly IReadOnlyList<(long Start, long Length)> blocks;
    private readonly double damp;
    private readonly Dictionary<long, Tensor> middles = [];

    /// <param name="gradients">(m, P); owned from now on.</param>
    /// <param name="blocks">Ranges that cover all columns in their order.</param>
    /// <param name="damp">Above 0.</param>
    public FisherInverse(Tensor gradients, IReadOnlyList<(long Start, long Length)> blocks, double damp)
    {
        this.gradients = gradients.DetachFromDisposeScope();
        (this.blocks, this.damp) = (blocks, damp);
    }

    private long Samples => gradients.shape[0];

    /// <summary>[F⁻¹]_qq for each weight q (P), fp64. Rounding never takes one below 1/F_qq, which bounds it.</summary>
    public Tensor Diagonal() => Through((group, part) =>
    {
        if (!IsLarge(group))
        {
            using var inverse = SmallInverse(group);
            part.copy_(inverse.diagonal(0, 1, 2).flatten());
        }
        else
        {
            var middle = Middle(group);
            using var product = zeros(Samples, Step, float64, gradients.device);
            foreach (var (chunk, g) in Chunks(group))
            {
                using var scope = NewDisposeScope();
                var product1 = product.narrow(1, 0, chunk.Length).addmm_(middle, g, beta: 0, alpha: 1).mul_(g);
                part.narrow(0, chunk.Start - group.Start, chunk.Length).copy_(product1.sum(0L).neg_().add_(Scalars.One).div_(Scalars.Of(damp)));
            }
        }
        foreach (var (chunk, g) in Chunks(group))
        {
            using var scope = NewDisposeScope();
            var own = part.narrow(0, chunk.Start - group.Start, chunk.Length);
            own.copy_(own.maximum(g.mul_(g).mean([0]).add_(Scalars.Of(damp)).reciprocal_()));
        }
    });

    /// <summary>F⁻¹v for v (P), fp64.</summary>
    public Tensor Times(Tensor v) => Through((group, part) =>
    {
        using var scope = NewDisposeScope();
        var own = v.narrow(0, group.Start, group.Length * group.Count);
        if (!IsLarge(group))
        {
            part.copy_(SmallInverse(group).bmm(own.view(group.Count, group.Length, 1)).flatten());
            return;
        }
        var product = zeros(Samples, float64, gradients.device);
        foreach (var (chunk, g) in Chunks(group)) product.addmv_(g, own.narrow(0, chunk.Start - group.Start, chunk.Length));
        var solved = Middle(group).mv(product);
        foreach (var (chunk, g) in Chunks(group))
        {
            var from = chunk.Start - group.Start;
            part.narrow(0, from, chunk.Length).copy_(own.narrow(0, from, chunk.Length).sub(g.t().mv(solved)).div_(Scalars.Of(damp)));
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        gradients.Dispose();
        foreach (var middle in middles.Values) middle.Dispose();
    }

    // (P) fp64, group after group.
    private Tensor Through(Action<(long Start, long Length, long Count), Tensor> fill)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var result = zeros(gradients.shape[1], float64, gradients.device);
        foreach (var group in Groups())
        {
            using var inner = NewDisposeScope();
            fill(group, result.narrow(0, group.Start, group.Length * group.Count));
        }
        return result.MoveToOuterDisposeScope();
    }

    // Neighbours of one small size are inverted together.
    private IEnumerable<(long Start, long Length, long Count)> Groups()
    {
        for (var i = 0; i < blocks.Count;)
        {
            var (start, length) = blocks[i];
            var most = length > Samples ? 1 : Math.Max(1, Values / (length * Math.Max(length, Samples)));
            var count = 1;
            while (count < most && i + count < blocks.Count && blocks[i + count].Length == length) count++;
            yield return (start, length, count);
            i += count;
        }
    }

    private bool IsLarge((long Start, long Length, long Count) group) => group.Length > Samples;

    private Tensor SmallInverse((long Start, long Length, long Count) group)
    {
        using var scope = NewDisposeScope();
        var g = gradients.narrow(1, group.Start, group.Length * group.Count).to(float64).view(Samples, group.Count, group.Length).permute(1, 2, 0); // (count, b, m)
        var fisher = g.bmm(g.transpose(1, 2)).div_(Scalars.Of(Samples));
        fisher.diagonal(0, 1, 2).add_(Scalars.Of(damp));
        return linalg.inv(fisher).MoveToOuterDisposeScope();
    }

    // (m·damp·I + G Gᵀ)⁻¹ of a block.
    private Tensor Middle((long Start, long Length, long Count) block)
    {
        if (middles.TryGetValue(block.Start, out var known)) return known;
        using var scope = NewDisposeScope();
        var gram = eye(Samples, dtype: float64, device: gradients.device).mul_(Scalars.Of(Samples * damp));
        foreach (var (_, g) in Chunks(block)) gram.addmm_(g, g.t());
        var middle = linalg.inv(gram);
        if ((middles.Count + 1) * Samples * Samples <= Kept) middles[block.Start] = middle.DetachFromDisposeScope();
        else middle.MoveToOuterDisposeScope();
        return middle;
    }

    private long Step => Math.Max(1, Values / Samples);

    // Gradients (m, n) in fp64, in memory that serves for all: pieces of it that come and go between longer-lived ones would not be used again.
    private IEnumerable<((long Start, long Length) Range, Tensor Gradients)> Chunks((long Start, long Length, long Count) group)
    {
        var (length, step) = (group.Length * group.Count, Step);
        using var buffer = zeros(Samples * Math.Min(step, length), float64, gradients.device);
        for (var from = 0L; from < length; from += step)
        {
            var count = Math.Min(step, length - from);
            using var flat = buffer.narrow(0, 0, Samples * count);
            using var part = gradients.narrow(1, group.Start + from, count);
            using var chunk = flat.view(Samples, count).copy_(part);
            yield return ((group.Start + from, count), chunk);
        }
    }
}
