using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Pixels around a map; one number stands for all sides.</summary>
public readonly record struct Margins(int Top, int Left, int Bottom, int Right)
{
    /// <summary>Whether opposite sides are alike.</summary>
    public bool IsEven => Top == Bottom && Left == Right;

    public bool IsNone => (Top, Left, Bottom, Right) == (0, 0, 0, 0);

    public static implicit operator Margins(int all) => new(all, all, all, all);

    public static implicit operator Margins(Sides sides) => new(sides.Height, sides.Width, sides.Height, sides.Width);

    public static implicit operator Margins((int Height, int Width) sides) => new Sides(sides.Height, sides.Width);

    /// <summary>(N, C, H, W) → (N, C, top + H + bottom, left + W + right).</summary>
    public Tensor Around(Tensor maps, double value) => nn.functional.pad(maps, [Left, Right, Top, Bottom], value: value);
}
