from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers
from rest_framework.fields import get_error_detail

from hotelops.api.serializers import CamelModelSerializer, CamelSerializer

from .models import Property, User
from .validators import LONGEST_PASSWORD


class PasswordField(serializers.CharField):
    """Taken as it is, spaces included."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True, **kwargs)


class RefreshTokenField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4096, **kwargs)


class LoginSerializer(CamelSerializer):
    email = serializers.CharField(max_length=254)
    password = PasswordField()
    refresh_token = RefreshTokenField(
        required=False,
        help_text="The last one of this device, even of a session that has ended. Tries of the address on "
        "other devices then cannot keep the person out.",
    )


class RefreshTokenSerializer(CamelSerializer):
    refresh_token = RefreshTokenField()


class NewPasswordField(PasswordField):
    """A password that every validator of the settings accepts for the user who sends it."""

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        try:
            validate_password(value, self.context["request"].user)
        except DjangoValidationError as error:
            raise serializers.ValidationError(get_error_detail(error)) from None


class PasswordChangeSerializer(CamelSerializer):
    current_password = PasswordField()
    new_password = NewPasswordField()


class UserSerializer(CamelModelSerializer[User]):
    org_id = serializers.IntegerField(source="organisation_id", read_only=True)

    class Meta:
        model = User
        fields: tuple[str, ...] = ("id", "email", "name", "role", "org_id")
        read_only_fields = fields


class TokensSerializer(CamelSerializer):
    access_token = serializers.CharField(read_only=True)
    refresh_token = serializers.CharField(read_only=True)
    expires_in = serializers.IntegerField(read_only=True, help_text="Seconds until the access token expires.")
    user = UserSerializer(read_only=True)


class PropertySerializer(CamelModelSerializer[Property]):
    class Meta:
        model = Property
        fields = ("id", "name", "country", "currency", "time_zone")
        read_only_fields = fields


class MeSerializer(UserSerializer):
    org_name = serializers.CharField(source="organisation.name", read_only=True)
    properties = PropertySerializer(source="organisation.properties", many=True, read_only=True)

    class Meta(UserSerializer.Meta):
        fields = (*UserSerializer.Meta.fields, "org_name", "properties")
        read_only_fields = fields
