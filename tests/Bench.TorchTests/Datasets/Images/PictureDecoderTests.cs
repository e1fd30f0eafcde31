using System.Buffers.Binary;
using System.IO.Compression;
using Bench.Core;
using Bench.Datasets;
using Bench.Tests;

namespace Bench.TorchTests.Datasets.Images;

public sealed class PictureDecoderTests
{
    private static readonly ImageOptions Options = new() { Size = 24, Resize = 28 };

    public static TheoryData<string> Pictures => [.. GoldenPictures.All.Keys];

    [Theory, MemberData(nameof(Pictures))]
    public void Values_are_those_of_Pillow_whatever_the_format(string name)
    {
        var (file, colour, grey) = GoldenPictures.All[name];
        Assert.Equal(colour, Fingerprint.Of(Decoded(file, Options)));
        Assert.Equal(grey, Fingerprint.Of(Decoded(file, Options with { Grey = true })));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello", "it is no picture of a kind that is read (JPEG, PNG, WebP, BMP, GIF), or its header is damaged")]
    [InlineData("<!doctype html><html>404</html>", "it is a web page, not the file itself")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "it is a Git LFS pointer, not the file itself")]
    public void What_is_no_picture_is_told(string content, string expected) => Assert.Equal(expected, Mistake(System.Text.Encoding.ASCII.GetBytes(content)));

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("palette.png")]
    [InlineData("lossy.webp")]
    [InlineData("palette.bmp")]
    [InlineData("animated.gif")]
    public void Half_of_a_picture_is_none(string name)
    {
        var file = GoldenPictures.All[name].File;
        Assert.StartsWith("it is ", Mistake(file[..(file.Length / 3)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_decompression_bomb_is_refused_by_its_header()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal("it has 60,000×60,000 pixels, more than the 89,478,485 that a picture may have", Mistake(Png(60_000, 60_000, new byte[1000])));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
    }

    [Fact]
    public void A_long_strip_is_framed_without_being_resized_whole()
    {
        // Resized, its longer side would have 1.28 million pixels.
        var row = new byte[1 + 20_000];
        for (var x = 0; x < 20_000; x++) row[1 + x] = (byte)(x / 79);
        var image = Decoded(Png(20_000, 1, row, colour: 0), new() { Size = 64, Resize = 64, Grey = true });
        Assert.Equal(Enumerable.Repeat(image[..64], 64).SelectMany(r => r), image);
        Assert.All(image, value => Assert.InRange(value, 125, 127)); // the middle
    }

    [Fact]
    public void Damaged_pictures_are_decoded_or_told_of()
    {
        var decoder = new PictureDecoder(Options);
        var image = new byte[Options.Shape.Size];
        Mutations.Survive([.. GoldenPictures.All.Values.Select(p => p.File)], [[0xff, 0xd8], [0xff, 0xc0], "IHDR"u8.ToArray(), "RIFF"u8.ToArray(), [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], "GIF89a"u8.ToArray(), [0]], file =>
        {
            if (decoder.Decode(file, image) is { } mistake) throw new UserError(mistake);
        }, count: 600);
    }

    internal static byte[] Decoded(byte[] file, ImageOptions options)
    {
        var image = new byte[options.Shape.Size];
        Assert.Null(new PictureDecoder(options).Decode(file, image));
        return image;
    }

    private static string? Mistake(byte[] file) => new PictureDecoder(Options).Decode(file, new byte[Options.Shape.Size]);

    /// <summary>A PNG file of 8 bits, by hand; its header says what it is told.</summary>
    internal static byte[] Png(int width, int height, byte[] rows, byte colour = 2)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colour);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        foreach (var (type, content) in new[] { ("IHDR", header), ("IDAT", packed.ToArray()), ("IEND", []) })
        {
            byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. content];
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            file.Write(number);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
            file.Write(number);
        }
        return file.ToArray();
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xffffffffu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
        }
        return ~crc;
    }
}
