using Bench.Core;

namespace Bench.Models;

/// <summary>Squares into which models of tokens divide images: the larger the images, the larger they are.</summary>
internal static class Patches
{
    public const string Takes = "any that patches divide: of 4×4 pixels, from 64×64 on 8×8, from 128×128 on 16×16";

    public static int SideFor(InputShape input) => Math.Min(input.Height, input.Width) switch { < 64 => 4, < 128 => 8, _ => 16 };

    public static string? Refuses(InputShape input) => SideFor(input) is var side && input.Height % side == 0 && input.Width % side == 0
        ? null
        : $"its patches of {side}×{side} pixels do not divide them";
}
