using System.Text;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Npgsql;

namespace ItfPortal.Web.Platform.Security.Secrets;

/// <summary>ASP.NET's key ring in the portal's database, so that every replica opens what another one protected.</summary>
/// <remarks>The interface is synchronous; it is called at the start and once a day.</remarks>
internal sealed class KeyRing(NpgsqlDataSource dataSource) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = dataSource.OpenConnection();
        return [.. connection.Query<string>("select xml from data_protection_keys order by created_at").Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = dataSource.OpenConnection();
        connection.Execute(
            "insert into data_protection_keys (name, xml) values (@name, @xml) on conflict (name) do nothing",
            new { name = friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}

/// <summary>Seals the ring's keys, so that a copy of the database alone opens nothing.</summary>
internal sealed class KeyRingSealer(SecretBox box) : IXmlEncryptor
{
    internal const string Purpose = "key-ring";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var secret = box.Seal(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), []);
        return new EncryptedXmlInfo(
            new XElement("sealed", new XAttribute("key", box.KeyId), Convert.ToBase64String(secret)), typeof(KeyRingOpener));
    }
}

/// <summary>Made by ASP.NET from the type name stored in the ring: the name must not change.</summary>
internal sealed class KeyRingOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var secret = services.GetRequiredService<SecretBox>().Open(
            KeyRingSealer.Purpose, (string?)encryptedElement.Attribute("key") ?? "", Convert.FromBase64String(encryptedElement.Value), []);
        return secret is null
            ? throw new InvalidOperationException("A key of the ring was sealed with another PORTAL_SECRET_KEY")
            : XElement.Parse(Encoding.UTF8.GetString(secret));
    }
}
