using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Which elements of one parameter are kept: <paramref name="Keep"/>, bool in the parameter's shape, owned by its
/// <see cref="MaskSet"/>; <paramref name="Kept"/> of them are true.
/// </summary>
public sealed record ParameterMask(PrunableTensor Tensor, Tensor Keep, long Kept)
{
    /// <summary>One bit an element, in C order, the first in the most significant bit; the last byte is filled up with zeros.</summary>
    public byte[] PackedBits()
    {
        var keep = Keep.data<bool>().ToArray();
        var packed = new byte[(keep.Length + 7) / 8];
        for (var i = 0; i < keep.Length; i++)
            if (keep[i]) packed[i / 8] |= (byte)(0x80 >> (i % 8));
        return packed;
    }
}
