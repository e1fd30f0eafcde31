using System.Text;
using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads the text of a sweep file: UTF-8, or what a byte-order mark says.</summary>
internal static class SweepText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="UserError">The file is not there, may not be read, or is no text.</exception>
    public static string Read(string path)
    {
        var bytes = BytesOf(path);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..])
            using (var marked = new StreamReader(new MemoryStream(bytes), Strict)) return marked.ReadToEnd();
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
        var zero = Array.IndexOf<byte>(bytes, 0);
        // What only begins like something else may be a sweep all the same; a page and what has zero bytes are none.
        if ((zero >= 4 || bytes is [(byte)'<', ..]) && FileKind.Of(bytes.AsSpan(0, Math.Min(bytes.Length, FileKind.Looked))) is { } kind)
            throw new UserError($"{path}: it is {kind.What}; name a sweep file (YAML)");
        if (zero >= 0)
            throw new UserError(zero < 4 && bytes.Length % 2 == 0 && bytes.Length > 3
                ? $"{path}:1: the file is not in UTF-8 (it looks like UTF-16 without its mark): save it as UTF-8"
                : $"{path}: the file is not text; name a sweep file (YAML)");
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new UserError($"{path}:{line}: the line is not in UTF-8: save the file as UTF-8", e);
        }
    }

    private static byte[] BytesOf(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            throw new UserError($"the sweep file '{path}' does not exist", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserError($"the sweep file '{path}' may not be read by this user", e);
        }
        catch (IOException e)
        {
            throw new UserError($"the sweep file '{path}' cannot be read: {FileTrouble.Reason(e)}", e);
        }
    }
}
