using System.Text;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>A way to write a figure as a file; bytes depend on the figure alone.</summary>
/// <param name="Name">The file's ending.</param>
/// <param name="Write">Writes the figure.</param>
internal sealed record FigureFormat(string Name, Action<Figure, Stream> Write)
{
    private const int DotsPerInch = 300;

    public static IReadOnlyList<FigureFormat> All { get; } = [new("png", WritePng), new("svg", WriteSvg), new("pdf", WritePdf)];

    private static void WritePng(Figure figure, Stream stream)
    {
        const float scale = DotsPerInch / 72f;
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
        stream.Write(Resolution);
        stream.Write(png[33..]);
    }

    // A pHYs chunk: 11811 dots a metre (300 an inch) in both directions, with its checksum.
    private static ReadOnlySpan<byte> Resolution =>
        [0, 0, 0, 9, (byte)'p', (byte)'H', (byte)'Y', (byte)'s', 0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1, 0x78, 0xA5, 0x3F, 0x76];

    private static void WriteSvg(Figure figure, Stream stream)
    {
        using var buffer = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(figure.Width, figure.Height), buffer)) figure.Draw(canvas);
        stream.Write(Encoding.UTF8.GetBytes(SvgText.Finish(Encoding.UTF8.GetString(buffer.ToArray()), figure)));
    }

    private static void WritePdf(Figure figure, Stream stream)
    {
        using var document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata(DotsPerInch) { Title = figure.Title });
        using (var canvas = document.BeginPage(figure.Width, figure.Height)) figure.Draw(canvas);
        document.EndPage();
        document.Close();
    }
}
