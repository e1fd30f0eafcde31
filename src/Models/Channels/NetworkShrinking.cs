using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Makes the smaller network that a graph without some of its channels is.</summary>
public static class NetworkShrinking
{
    /// <summary>The smaller network, with the parameters and running statistics of the channels that it keeps; the caller owns it.</summary>
    /// <param name="dense">The larger one, of whose graph <paramref name="shrunk"/> is a part.</param>
    /// <param name="shrunk">What is kept.</param>
    public static Network Shrink(this Network dense, ShrunkGraph shrunk)
    {
        var small = dense.Like(shrunk.Graph);
        CopyInto(dense, shrunk, small);
        return small;
    }

    /// <summary>Overwrites the smaller network's parameters and running statistics by those of the larger one.</summary>
    public static void CopyInto(Network dense, ShrunkGraph shrunk, Network small)
    {
        using var _ = no_grad();
        foreach (var ((name, source), target) in dense.State.Zip(small.State))
        {
            using var slice = Slice(source, shrunk.Kept[name]);
            target.Tensor.copy_(slice);
        }
    }

    /// <summary>The elements that are kept in every dimension; a tensor of its own.</summary>
    /// <param name="tensor">Of any type.</param>
    /// <param name="kept">Of each dimension; null: all.</param>
    public static Tensor Slice(Tensor tensor, IReadOnlyList<bool[]?> kept)
    {
        using var scope = NewDisposeScope();
        var slice = tensor.detach();
        foreach (var (dimension, own) in kept.Index())
            if (own is not null && own.Contains(false)) slice = slice.index_select(dimension, Indices(own).to(tensor.device));
        return slice.clone().MoveToOuterDisposeScope();
    }

    private static Tensor Indices(bool[] kept) => tensor(kept.Index().Where(k => k.Item).Select(k => (long)k.Index).ToArray(), int64);
}
