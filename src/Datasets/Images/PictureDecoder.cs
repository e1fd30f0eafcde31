using Bench.Core;
using SkiaSharp;

namespace Bench.Datasets;

/// <summary>
/// Decodes one picture (JPEG, PNG, WebP, BMP, the first frame of a GIF) and frames it: turned as its EXIF data say, transparency dropped, 16 bits cut to 8,
/// palette, grey and CMYK made red, green and blue, the shorter side resized and the middle cut out, as <see cref="Bilinear"/> does.
/// </summary>
internal sealed class PictureDecoder(ImageOptions options)
{
    /// <summary>Pixels that a picture may have; at more Pillow warns of a decompression bomb.</summary>
    public const int MostPixels = 89_478_485;

    /// <summary>Bytes that its file may have.</summary>
    public const long MostBytes = 256L << 20;

    // Larger pictures are decoded one at a time, so that memory does not grow with the number of cores.
    private const int LargePixels = 1 << 24;
    private static readonly SemaphoreSlim LargeOnes = new(1);

    /// <summary>Bytes above which a file is read and decoded alone, for the same reason: it is in memory twice.</summary>
    public const long LargeFile = 16L << 20;

    /// <summary>The turn of a large file, taken before it is read.</summary>
    internal static SemaphoreSlim LargeFiles { get; } = new(1);

    private static readonly SKEncodedImageFormat[] Formats =
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Bmp, SKEncodedImageFormat.Gif];

    /// <summary>Which decoder it is: another one may give other values.</summary>
    public static string Version { get; } = $"SkiaSharp {typeof(SKCodec).Assembly.GetName().Version}";

    /// <summary>Width and height as the header of a file says them; null: it is not there, or no picture.</summary>
    public static (int Width, int Height)? SizeOf(string path)
    {
        using var codec = File.Exists(path) ? SKCodec.Create(path) : null;
        return codec is null ? null : (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Decodes into (H, W, C) bytes; null, or what is wrong with the picture.</summary>
    public string? Decode(byte[] file, Span<byte> image)
    {
        if (file.Length == 0) return "it is empty";
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || !Formats.Contains(codec.EncodedFormat))
            return FileKind.Of(file.AsSpan(0, Math.Min(file.Length, FileKind.Looked))) is { IsPicture: false } kind ? $"it is {kind.What}"
                : codec is null ? "it is no picture of a kind that is read (JPEG, PNG, WebP, BMP, GIF), or its header is damaged"
                : $"it is a picture of the kind {codec.EncodedFormat}, which is not read (JPEG, PNG, WebP, BMP, GIF are)";
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var pixels = (long)width * height;
        if (pixels is <= 0 or > MostPixels) return $"it has {width:#,0}×{height:#,0} pixels, more than the {MostPixels:#,0} that a picture may have";
        if (pixels > LargePixels) LargeOnes.Wait();
        try
        {
            return Decode(codec, width, height, image);
        }
        finally
        {
            if (pixels > LargePixels) LargeOnes.Release();
        }
    }

    private string? Decode(SKCodec codec, int width, int height, Span<byte> image)
    {
        // Without a colour space nothing is converted: the values are those of the file.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(info)) throw new UserError($"there is no memory for the {width:#,0}×{height:#,0} pixels of a picture"); // which is not the picture's fault
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success) return result == SKCodecResult.IncompleteInput ? "it is truncated" : $"it is damaged ({result})";
        var colours = new PixelGrid(bitmap.GetPixelSpan(), width, height, Stride: 4, Channels: 3);
        var turned = codec.EncodedOrigin;
        if (!options.Grey && turned == SKEncodedOrigin.TopLeft) Bilinear.Frame(colours, options.Resize, options.Size, image);
        else
        {
            var upright = Upright(colours, turned, options.Grey, out var packed);
            Bilinear.Frame(upright with { Pixels = packed }, options.Resize, options.Size, image);
        }
        return null;
    }

    // The EXIF origin tells which corner the first pixel belongs to, and whether rows are columns.
    private static PixelGrid Upright(PixelGrid from, SKEncodedOrigin origin, bool grey, out byte[] packed)
    {
        var (width, height, channels) = (from.Width, from.Height, grey ? 1 : 3);
        var swapped = (int)origin >= (int)SKEncodedOrigin.LeftTop;
        var (outWidth, outHeight) = swapped ? (height, width) : (width, height);
        packed = new byte[(long)outWidth * outHeight * channels];
        for (var y = 0; y < outHeight; y++)
            for (var x = 0; x < outWidth; x++)
            {
                var (column, row) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
                    _ => (x, y),
                };
                var pixel = from.Pixels.Slice((row * width + column) * from.Stride, 3);
                var to = packed.AsSpan((y * outWidth + x) * channels, channels);
                if (grey) to[0] = Luma(pixel[0], pixel[1], pixel[2]);
                else pixel.CopyTo(to);
            }
        return new(packed, outWidth, outHeight, channels, channels);
    }

    // ITU-R 601-2 in fixed point, as Pillow's conversion to "L".
    private static byte Luma(int red, int green, int blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}
