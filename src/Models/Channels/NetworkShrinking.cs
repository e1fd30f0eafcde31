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

    /// <summary>The larger network whose other channels are zeros, which computes the same; the caller owns it.</summary>
    /// <param name="small">Without the channels.</param>
    /// <param name="shrunk">Which it has kept.</param>
    /// <param name="dense">With all of them.</param>
    /// <exception cref="Core.UserError">A layer norm takes the mean of its channels, which zeros would move.</exception>
    public static Network Expand(this Network small, ShrunkGraph shrunk, NetworkGraph dense)
    {
        if (dense.Nodes.Zip(small.Graph.Nodes).FirstOrDefault(n => n.First.Operation is LayerNorm && !n.First.Output.Equals(n.Second.Output)).First is { } norm)
            throw new Core.UserError($"model '{dense.Model.Name}' has no dense form of its smaller network: zeros would change what layer norm '{norm.Operation.Name}' gives");
        var large = small.Like(dense);
        using var _ = no_grad();
        foreach (var ((name, source), target) in small.State.Zip(large.State))
        {
            using var scope = NewDisposeScope();
            if (name.EndsWith(".running_var", StringComparison.Ordinal)) target.Tensor.fill_(Scalars.One);
            var places = Slice(arange(Scalars.Zero, Scalars.Of(target.Tensor.NumberOfElements), Scalars.One, int64).view(target.Tensor.shape), shrunk.Kept[name]).flatten();
            var values = target.Tensor.detach().contiguous().flatten().clone(); // of one channel a group the strides of an alias would differ
            values.index_copy_(0, places.to(values.device), source.detach().contiguous().flatten());
            target.Tensor.copy_(values.view(target.Tensor.shape));
        }
        return large;
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
