using Bench.Core;

namespace Bench.Models;

/// <summary>
/// The sizes of a value for one sample, in the order in which they lie in a tensor behind its first dimension, the samples: features (C), tokens (T, C), maps (C, H, W), or any
/// others, such as the queries of heads (heads, T, size).
/// </summary>
public sealed record ValueShape
{
    private const int Most = 1 << 28; // a gigabyte of fp32

    /// <exception cref="ArgumentException">A size is below 1, or their product is beyond all memory.</exception>
    public ValueShape(params ReadOnlySpan<int> sizes)
    {
        Sizes = [.. sizes];
        if (Sizes.Any(s => s < 1)) throw new ArgumentException($"{this} is no shape of a value", nameof(sizes));
        foreach (var size in Sizes)
            Size = Size <= Most / size ? Size * size : throw new ArgumentException($"{this} are too many numbers for a value", nameof(sizes));
    }

    public IReadOnlyList<int> Sizes { get; }

    /// <summary>How many axes it has.</summary>
    public int Rank => Sizes.Count;

    /// <summary>Numbers in one sample.</summary>
    public int Size { get; } = 1;

    /// <summary>The axis that holds the channels of maps and the features of tokens; the first one of any other value.</summary>
    public int ChannelAxis => Rank == 2 ? 1 : 0;

    public int Channels => Rank == 0 ? 1 : Sizes[ChannelAxis];

    /// <summary>Of maps; of tokens how many they are.</summary>
    public int Height => Rank switch { < 2 => 1, 2 => Sizes[0], 3 => Sizes[1], _ => Size / Channels };

    public int Width => Rank == 3 ? Sizes[2] : 1;

    public int this[int axis] => Sizes[axis];

    /// <summary>The same with another size of one axis.</summary>
    public ValueShape With(int axis, int size) => new([.. Sizes.Select((s, i) => i == axis ? size : s)]);

    /// <summary>As maps.</summary>
    public static implicit operator ValueShape(InputShape maps) => new(maps.Channels, maps.Height, maps.Width);

    /// <summary>Features count as channels of 1 × 1 pixels, tokens as pixels in one column.</summary>
    public static implicit operator InputShape(ValueShape shape) => new(shape.Channels, shape.Height, shape.Width);

    public bool Equals(ValueShape? other) => other is not null && Sizes.SequenceEqual(other.Sizes);

    public override int GetHashCode() => Sizes.Aggregate(17, HashCode.Combine);

    /// <summary>The sizes, channels first where one axis is known to hold them.</summary>
    public override string ToString() => Rank == 2 ? $"{Sizes[1]}×{Sizes[0]}" : string.Join('×', Sizes);
}
