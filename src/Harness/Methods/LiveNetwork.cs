using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>The network of a cell: that of its model, until channels are removed; then a smaller one, which is retrained and measured.</summary>
internal sealed class LiveNetwork : IDisposable
{
    private ShrunkGraph? shrunk; // from the full one to the present one

    public LiveNetwork(Network network) => (Full, Present) = (network, network);

    /// <summary>With all channels; its values are of no meaning once there is a smaller one. The caller's.</summary>
    public Network Full { get; }

    public Network Present { get; private set; }

    /// <summary>The channels of the full network.</summary>
    public ChannelMap Map => field ??= ChannelMap.Of(Full.Graph);

    /// <summary>Of all its units, those that are left; null: nothing is removed, or the network is a narrower one.</summary>
    public IReadOnlyList<bool>? Kept { get; private set; }

    /// <summary>Of a narrower network of the same family, how wide it is; null: it is none.</summary>
    public double? Width { get; private set; }

    /// <summary>A narrower network of the same family, whose values are to be loaded.</summary>
    public void Narrow(double width)
    {
        Release();
        (Width, Present) = (width, Full.Like(NetworkGraph.Of(Full.Model.WithWidth(width), Full.Input, Full.Classes)));
    }

    /// <summary>Removes units; what is left keeps its values.</summary>
    /// <param name="kept">Of all units of the full network; those removed before are not among them.</param>
    public Narrowing Keep(IReadOnlyList<bool> kept)
    {
        var part = Kept is null ? kept : [.. kept.Where((_, unit) => Kept[unit])];
        var step = (Kept is null ? Map : ChannelMap.Of(Present.Graph)).Shrink(part);
        var narrowing = new Narrowing(Present, step, Present.Shrink(step), IsNeeded: Present == Full);
        Take(kept, narrowing.Small);
        return narrowing;
    }

    /// <summary>The network without units, or the narrower one, whose values are to be loaded; null: neither.</summary>
    public void Prepare(IReadOnlyList<bool>? kept, double? width)
    {
        if (kept is not null) Take(kept, Full.Like(Map.Shrink(kept).Graph));
        else if (width is { } share) Narrow(share);
    }

    /// <summary>Takes over the values of the full network.</summary>
    public void CopyFromFull()
    {
        if (shrunk is not null) NetworkShrinking.CopyInto(Full, shrunk, Present);
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Take(IReadOnlyList<bool> kept, Network small)
    {
        var next = Map.Shrink(kept);
        if (!next.Graph.Parameters.Zip(small.Graph.Parameters).All(p => p.First.Shape.SequenceEqual(p.Second.Shape)))
            throw new InvalidOperationException("channels removed in rounds are not those removed at once");
        (Kept, shrunk, Present) = (kept, next, small);
    }

    private void Release()
    {
        if (Present != Full) Present.Dispose();
        Present = Full;
    }
}

/// <summary>A network that has become a smaller one; disposes of the large one, unless others need that.</summary>
/// <param name="Large">As it was.</param>
/// <param name="Shrunk">What is kept.</param>
/// <param name="Small">As it is.</param>
/// <param name="IsNeeded">Whether the large one stays.</param>
internal sealed record Narrowing(Network Large, ShrunkGraph Shrunk, Network Small, bool IsNeeded) : IDisposable
{
    /// <summary>What is kept of numbers that are laid out like the large network's flat parameters; laid out like the small one's, and owned by the caller.</summary>
    public Tensor Of(Tensor flat)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var result = zeros_like(Small.Flat.Values);
        foreach (var (index, (name, _)) in Large.Parameters.Index())
            Small.Flat.ViewOf(result, index).copy_(NetworkShrinking.Slice(Large.Flat.ViewOf(flat, index), Shrunk.Kept[name]));
        return result.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsNeeded) Large.Dispose();
    }
}
