namespace Bench.Onnx;

/// <summary>Texts of a file as a message of one line can show them.</summary>
internal static class Shown
{
    private const int Longest = 120;

    /// <summary>Without what would break the line, and not too long.</summary>
    public static string Of(string? text)
    {
        var line = string.Concat((text ?? "").Take(Longest).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '·' : c));
        return text?.Length > Longest ? line + "…" : line;
    }
}
