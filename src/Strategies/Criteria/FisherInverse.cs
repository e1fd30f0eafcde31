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
    // fp64 copies of gradients are made for so many values at a time.
    private const long Values = 8 << 20;

    private readonly Tensor gradients;
    private readonly IReadOnlyList<(long Start, long Length)> blocks;
    private readonly double damp;

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
    public Tensor Diagonal()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var diagonal = cat([.. Groups().Select(g => g.Count > 1 || g.Length <= Samples ? SmallDiagonal(g) : LargeDiagonal(g))]);
        var bound = cat([.. Chunks(0, gradients.shape[1]).Select(c => Own(c, g => g.mul(g).mean([0]).add(Scalars.Of(damp)).reciprocal_()))]);
        return maximum(diagonal, bound).MoveToOuterDisposeScope();
    }

    /// <summary>F⁻¹v for v (P), fp64.</summary>
    public Tensor Times(Tensor v)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. Groups().Select(g => g.Count > 1 || g.Length <= Samples ? SmallTimes(g, v) : LargeTimes(g, v))]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => gradients.Dispose();

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

    private Tensor SmallInverse((long Start, long Length, long Count) group)
    {
        using var scope = NewDisposeScope();
        var g = gradients.narrow(1, group.Start, group.Length * group.Count).to(float64).view(Samples, group.Count, group.Length).permute(1, 2, 0); // (count, b, m)
        var fisher = g.bmm(g.transpose(1, 2)).div_(Scalars.Of(Samples));
        fisher.diagonal(0, 1, 2).add_(Scalars.Of(damp));
        return linalg.inv(fisher).MoveToOuterDisposeScope();
    }

    private Tensor SmallDiagonal((long Start, long Length, long Count) group)
    {
        using var inverse = SmallInverse(group);
        return inverse.diagonal(0, 1, 2).flatten().clone();
    }

    private Tensor SmallTimes((long Start, long Length, long Count) group, Tensor v)
    {
        using var inverse = SmallInverse(group);
        return inverse.bmm(v.narrow(0, group.Start, group.Length * group.Count).view(group.Count, group.Length, 1)).flatten();
    }

    // (m·damp·I + G Gᵀ)⁻¹
    private Tensor Middle((long Start, long Length, long Count) block)
    {
        using var scope = NewDisposeScope();
        var gram = eye(Samples, dtype: float64, device: gradients.device).mul_(Scalars.Of(Samples * damp));
        foreach (var chunk in Chunks(block.Start, block.Length)) Own(chunk, g => gram.addmm_(g, g.t()).alias());
        return linalg.inv(gram).MoveToOuterDisposeScope();
    }

    private Tensor LargeDiagonal((long Start, long Length, long Count) block)
    {
        using var middle = Middle(block);
        return cat([.. Chunks(block.Start, block.Length).Select(c => Own(c, g => middle.mm(g).mul_(g).sum(0L).neg_().add_(Scalars.One).div_(Scalars.Of(damp))))]);
    }

    private Tensor LargeTimes((long Start, long Length, long Count) block, Tensor v)
    {
        using var middle = Middle(block);
        using var product = zeros(Samples, float64, gradients.device);
        foreach (var chunk in Chunks(block.Start, block.Length)) Own(chunk, g => product.addmv_(g, v.narrow(0, chunk.Start, chunk.Length)).alias());
        using var solved = middle.mv(product);
        return cat([.. Chunks(block.Start, block.Length).Select(c => Own(c, g => v.narrow(0, c.Start, c.Length).sub(g.t().mv(solved)).div_(Scalars.Of(damp))))]);
    }

    private IEnumerable<(long Start, long Length)> Chunks(long start, long length)
    {
        var size = Math.Max(1, Values / Samples);
        for (var from = start; from < start + length; from += size) yield return (from, Math.Min(size, start + length - from));
    }

    // Of a range's gradients (m, n) in fp64.
    private Tensor Own((long Start, long Length) range, Func<Tensor, Tensor> of)
    {
        using var scope = NewDisposeScope();
        return of(gradients.narrow(1, range.Start, range.Length).to(float64)).MoveToOuterDisposeScope();
    }
}
