namespace Bench.Models;

/// <summary>Which elements of a value are kept.</summary>
/// <param name="Shape">Of the whole value.</param>
/// <param name="Axes">Along each axis; null: all.</param>
internal sealed record KeptElements(ValueShape Shape, IReadOnlyList<bool[]?> Axes)
{
    /// <summary>Along the axis that holds channels or features.</summary>
    public bool[] Channels => Along(Shape.ChannelAxis);

    /// <summary>What is left of the shape.</summary>
    public ValueShape Left => new([.. Shape.Sizes.Select((size, axis) => Axes[axis]?.Count(k => k) ?? size)]);

    public bool[] Along(int axis) => Axes[axis] ?? [.. Enumerable.Repeat(true, Shape[axis])];
}
