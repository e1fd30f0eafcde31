using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// One layer of a layerwise reconstruction: find ŵ that keeps as many weights of each pool as it has places and minimizes Σ over rows of
/// (w − ŵ) H (w − ŵ)ᵀ. H is damped by a share of its mean diagonal; an input that is always 0 counts as 1 in H by itself, and its weights as 0, so that they
/// go first.
/// </summary>
internal sealed class LayerProblem : IDisposable
{
    /// <param name="context">With the weights and what an earlier cut has left.</param>
    /// <param name="index">Of the tensor in the context.</param>
    /// <param name="products">H before damping (groups, columns, columns) fp64; owned from now on.</param>
    /// <param name="damp">Share of the mean diagonal, above 0.</param>
    public LayerProblem(ScoringContext context, int index, Tensor products, double damp)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var tensor = context.Tensors[index];
        Layer = tensor.Layer;
        (Rows, Columns) = ((int)tensor.Shape[0], (int)InputProducts.Columns(Layer));
        Matrix = products.DetachFromDisposeScope();
        var weights = context.Parameter(tensor).detach().to(float64).cpu().reshape(Rows, Columns);
        Weights = weights.DetachFromDisposeScope();

        var diagonal = Matrix.diagonal(0, 1, 2); // (groups, columns), a view
        var dead = diagonal.eq(Scalars.Zero);
        var mean = diagonal.sum(1, keepdim: true).div(dead.logical_not().sum(1, keepdim: true).clamp_min(Scalars.One));
        diagonal.add_(mean.mul(Scalars.Of(damp)), Scalars.One).masked_fill_(dead, Scalars.One);
        Effective = weights.masked_fill(dead.cpu().repeat_interleave(Rows / Layer.Groups, 0), Scalars.Zero).DetachFromDisposeScope();

        Left = context.Mask?.Masks[index].Keep.cpu().flatten().data<bool>().ToArray() ?? Enumerable.Repeat(true, Rows * Columns).ToArray();
        Lots = new int[Rows * Columns];
        foreach (var (i, lot) in SeededStream.For(context.Seed, "tied losses", index).Permutation(Lots.Length).Index()) Lots[i] = (int)lot;
    }

    public LayerInfo Layer { get; }

    /// <summary>Outputs.</summary>
    public int Rows { get; }

    /// <summary>What each output reads.</summary>
    public int Columns { get; }

    /// <summary>H, damped (groups, columns, columns), fp64.</summary>
    public Tensor Matrix { get; }

    /// <summary>W (rows, columns), fp64, on the CPU.</summary>
    public Tensor Weights { get; }

    /// <summary>W with 0 where the input is always 0.</summary>
    public Tensor Effective { get; }

    /// <summary>Of each weight: what an earlier cut has left.</summary>
    public bool[] Left { get; }

    /// <summary>Of each weight, all different: by these ties break.</summary>
    public int[] Lots { get; }

    public int Group(int row) => row / (Rows / (int)Layer.Groups);

    /// <summary>H⁻¹ (groups, columns, columns), fp64; the caller owns it.</summary>
    public Tensor Inverse()
    {
        using var _ = no_grad();
        using var factor = linalg.cholesky(Matrix);
        return factor.cholesky_inverse();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Matrix.Dispose();
        Weights.Dispose();
        Effective.Dispose();
    }
}
