using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Which elements of the prunable parameters are kept.</summary>
public sealed class MaskSet : IDisposable
{
    private readonly Tensor keep;

    /// <param name="tensors">The prunable parameters.</param>
    /// <param name="keep">Of all their elements (P), tensor after tensor in C order.</param>
    /// <param name="askedKept">How many were asked to be kept.</param>
    /// <param name="tiedScores">Scores equal to one another at the cut.</param>
    internal MaskSet(IReadOnlyList<PrunableTensor> tensors, bool[] keep, long askedKept, long tiedScores)
    {
        using var scope = NewDisposeScope();
        this.keep = tensor(keep).DetachFromDisposeScope();
        var parts = this.keep.split([.. tensors.Select(t => t.Elements)]);
        Masks = [.. tensors.Zip(parts, (t, part) => new ParameterMask(t, part.view([.. t.Shape]).DetachFromDisposeScope(), part.bytes.Count((byte)1)))];
        (AskedKept, TiedScores) = (askedKept, tiedScores);
    }

    /// <summary>One mask for each prunable parameter, in the protocol's order.</summary>
    public IReadOnlyList<ParameterMask> Masks { get; }

    /// <summary>Of all elements, tensor after tensor in C order.</summary>
    internal ReadOnlySpan<bool> Bits => MemoryMarshal.Cast<byte, bool>(keep.bytes);

    /// <summary>Prunable elements asked to be kept.</summary>
    public long AskedKept { get; }

    /// <summary>Prunable elements kept.</summary>
    public long KeptPrunable => Masks.Sum(m => m.Kept);

    /// <summary>P: elements of all masks.</summary>
    public long Prunable => Masks.Sum(m => m.Tensor.Elements);

    /// <summary>Scores equal to the one at the cut, kept and dropped together; 0 where the cut falls between different scores.</summary>
    public long TiedScores { get; }

    /// <summary>Layers that a structure does not fit, and which are dense for that.</summary>
    public IReadOnlyList<string> Unfit { get; init; } = [];

    /// <summary>
    /// <c>count-missed</c>: not as many kept as asked; <c>dead-layer</c>: a layer keeps no weight; <c>unfit-layer</c>: a layer is dense because the
    /// structure does not fit it.
    /// </summary>
    public IReadOnlyList<string> Flags =>
    [
        .. KeptPrunable == AskedKept ? Array.Empty<string>() : ["count-missed"],
        .. Masks.Any(m => m.Kept == 0 && !m.Tensor.IsBias) ? ["dead-layer"] : Array.Empty<string>(),
        .. Unfit.Count > 0 ? ["unfit-layer"] : Array.Empty<string>(),
    ];

    /// <summary>The masks of a network of which nothing is pruned.</summary>
    public static MaskSet Dense(Network network, IProtocol protocol, LayerLimits? limits = null) =>
        Dense((limits ?? LayerLimits.None).Restrict(protocol.Prunable(network.Model, network.Layers)));

    /// <summary>The masks of a mask laid out like the network's flat parameters (T): what is not 0 is kept.</summary>
    /// <param name="network">Whose layout.</param>
    /// <param name="tensors">The prunable parameters.</param>
    /// <param name="flat">(T) of zeros and ones.</param>
    /// <param name="askedKept">How many were asked to be kept.</param>
    /// <param name="tiedScores">Scores equal to one another at the cut.</param>
    /// <param name="unfit">Layers that a structure does not fit.</param>
    public static MaskSet Of(Network network, IReadOnlyList<PrunableTensor> tensors, Tensor flat, long askedKept, long tiedScores, IReadOnlyList<string>? unfit = null)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var positions = network.Parameters.Index().ToDictionary(p => p.Item.Name, p => p.Index, StringComparer.Ordinal);
        var keep = cat([.. tensors.Select(t => network.Flat.ViewOf(flat, positions[t.Name]).ne(Scalars.Of(0)).contiguous().flatten())]).cpu();
        return new MaskSet(tensors, keep.data<bool>().ToArray(), askedKept, tiedScores) { Unfit = unfit ?? [] };
    }

    public static MaskSet Dense(IReadOnlyList<PrunableTensor> tensors)
    {
        var keep = new bool[tensors.Sum(t => t.Elements)];
        Array.Fill(keep, true);
        return new MaskSet(tensors, keep, askedKept: keep.Length, tiedScores: 0);
    }

    /// <summary>The same counts in every tensor, but of elements that a seed draws (the control of Su et al., NeurIPS 2020, and Frankle et al., ICLR 2021).</summary>
    public MaskSet Shuffled(long seed)
    {
        var bits = Bits.ToArray();
        var start = 0;
        foreach (var (index, mask) in Masks.Index())
        {
            SeededStream.For(seed, "shuffled mask", index).Shuffle(bits.AsSpan(start, (int)mask.Tensor.Elements));
            start += (int)mask.Tensor.Elements;
        }
        return new MaskSet([.. Masks.Select(m => m.Tensor)], bits, AskedKept, tiedScores: 0) { Unfit = Unfit };
    }

    /// <summary>
    /// (T) fp32, laid out like the network's flat parameters: 1 where a value is kept or not prunable, 0 where it is pruned.
    /// The caller owns it.
    /// </summary>
    public Tensor FlatMask(Network network)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var positions = network.Parameters.Index().ToDictionary(p => p.Item.Name, p => p.Index, StringComparer.Ordinal);
        var flat = ones_like(network.Flat.Values);
        foreach (var mask in Masks) network.Flat.ViewOf(flat, positions[mask.Tensor.Name]).copy_(mask.Keep);
        return flat.MoveToOuterDisposeScope();
    }

    /// <summary>SHA-256 over each parameter's name (UTF-8, ended by a zero byte) and <see cref="ParameterMask.PackedBits"/>.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var mask in Masks)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(mask.Tensor.Name + '\0'));
            hash.AppendData(mask.PackedBits());
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mask in Masks) mask.Keep.Dispose();
        keep.Dispose();
    }
}
