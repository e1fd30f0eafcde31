namespace Bench.Core;

/// <summary>Names of files that are put together of parts.</summary>
public static class FileNames
{
    /// <summary>A text as such a part: what is no letter of ASCII, digit, <c>_</c> or <c>-</c> becomes <c>-</c>, so that a dot can stand between parts.</summary>
    public static string Of(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-'));
}
