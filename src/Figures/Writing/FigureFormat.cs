using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>A way to write a figure as a file; bytes depend on the figure alone.</summary>
/// <param name="Name">The file's ending.</param>
/// <param name="Write">Writes the figure.</param>
internal sealed record FigureFormat(string Name, Action<Figure, Stream> Write)
{
    public static IReadOnlyList<FigureFormat> All { get; } = [new("png", WritePng), new("svg", WriteSvg), new("pdf", WritePdf)];

    private static void WritePng(Figure figure, Stream stream)
    {
        var scale = figure.Dpi / 72f;
        using var surface = SKSurface.Create(new SKImageInfo(
            (int)MathF.Round(figure.Width * scale), (int)MathF.Ceiling(figure.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(scale);
        figure.Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        var png = data.AsSpan();
        // The resolution follows the header (8 bytes of signature, 25 of IHDR), so that the image knows its printed size.
        stream.Write(png[..33]);
        stream.Write(Resolution(figure.Dpi));
        stream.Write(png[33..]);
    }

    // A pHYs chunk: dots a metre in both directions, with its checksum.
    private static byte[] Resolution(int dpi)
    {
        var chunk = new byte[21];
        chunk[3] = 9;
        "pHYs"u8.CopyTo(chunk.AsSpan(4));
        var dots = (uint)Math.Round(dpi / 0.0254);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8), dots);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(12), dots);
        chunk[16] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(17), Checksum(chunk.AsSpan(4, 13)));
        return chunk;
    }

    // CRC-32, as PNG has it.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }

    private static void WriteSvg(Figure figure, Stream stream)
    {
        using var buffer = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(figure.Width, figure.Height), buffer)) figure.Draw(canvas);
        stream.Write(Encoding.UTF8.GetBytes(SvgText.Finish(Encoding.UTF8.GetString(buffer.ToArray()), figure)));
    }

    private static void WritePdf(Figure figure, Stream stream)
    {
        using var document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata(figure.Dpi) { Title = figure.Title });
        using (var canvas = document.BeginPage(figure.Width, figure.Height)) figure.Draw(canvas);
        document.EndPage();
        document.Close();
    }
}
